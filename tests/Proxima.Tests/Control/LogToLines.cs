using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Proxima.Tests.Control;

/// <summary>Loggers whose lines a test can look at.</summary>
internal sealed class LogToLines(ConcurrentQueue<string> lines) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new Lines(lines);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => NullScope.Instance;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
    }

    private sealed class NullScope : IDisposable
    {
        public static readonly NullScope Instance = new();

        public void Dispose()
        {
        }
    }
}
