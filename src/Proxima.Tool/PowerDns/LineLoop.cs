using System.Buffers;

namespace Proxima.Tool.PowerDns;

/// <summary>Appends the answer to one line, without its line feed, to an empty buffer.</summary>
internal delegate void LineAnswer(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output);

/// <summary>Lines in, answers out, each written as soon as it is whole: PowerDNS waits for it. Ends when the other side closes.</summary>
internal sealed class LineLoop(Stream input, Stream output, LineAnswer answer)
{
    /// <summary>Longest line read, in octets; a longer one is answered as an empty line is.</summary>
    public const int MaxLineLength = 65_536;

    private readonly byte[] buffer = new byte[MaxLineLength];
    private readonly ArrayBufferWriter<byte> reply = new(4096);
    private int start;
    private int end;

    public void Run()
    {
        try
        {
            while (TryReadLine(out var line))
            {
                reply.ResetWrittenCount();
                answer(line, reply);
                output.Write(reply.WrittenSpan);
                output.Flush();
            }
        }
        catch (IOException)
        {
            // The other side is gone: so is the reason to run.
        }
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        var isTooLong = false;
        while (true)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = isTooLong ? default : buffer.AsSpan(start, length);
                start += length + 1;
                return true;
            }

            MoveToFront(ref isTooLong);
            var read = input.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                line = default;
                return false;
            }

            end += read;
        }
    }

    private void MoveToFront(ref bool isTooLong)
    {
        isTooLong |= end - start == buffer.Length;
        end = isTooLong ? 0 : end - start;
        buffer.AsSpan(start, end).CopyTo(buffer);
        start = 0;
    }
}
