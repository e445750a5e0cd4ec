using Proxima.Engine.Latency;
using Proxima.Engine.Steering;

namespace Proxima.Measurement.Probes;

/// <summary>What another program wrote of the endpoint in a <see cref="StateFile"/>. A file that is missing, broken or too old says nothing: unclear.</summary>
public sealed class FileProbe(FileCheck check, StateFiles files, TimeProvider time) : IProbe
{
    public async Task<ProbeResult> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            // A file system that hangs must not hold the thread that starts everybody's attempts.
            return Judge(await Task.Run(() => files.Read(check.Path), cancellation).WaitAsync(timeout, time, cancellation), target);
        }
        catch (TimeoutException)
        {
            return ProbeResult.Unclear($"{check.Path} cannot be read within {timeout.TotalMilliseconds:0} ms");
        }
    }

    private ProbeResult Judge(StateFile file, ProbeTarget target)
    {
        if (file.Problem is { } problem)
        {
            return ProbeResult.Unclear(problem);
        }

        var age = time.GetUtcNow().UtcDateTime - file.WrittenAt;
        if (check.LongestAge > TimeSpan.Zero && age > check.LongestAge)
        {
            return ProbeResult.Unclear($"{check.Path} was written {age.TotalSeconds:0} s ago, at most {check.LongestAge.TotalSeconds:0} s are allowed");
        }

        if (!file.Lines.TryGetValue(target.Name, out var line) && !file.Lines.TryGetValue(target.Address.ToString(), out line))
        {
            return ProbeResult.Unclear($"{check.Path} has no line for {target.Name} or {target.Address}");
        }

        var detail = $"{check.Path} says {line.State}{(line.Reason.Length > 0 ? $": {line.Reason}" : string.Empty)}";
        return line.State switch
        {
            "up" => ProbeResult.Good(Rtt.Unknown, detail),
            "down" => ProbeResult.Bad(Rtt.Unknown, detail),
            _ => ProbeResult.Unclear(detail),
        };
    }
}
