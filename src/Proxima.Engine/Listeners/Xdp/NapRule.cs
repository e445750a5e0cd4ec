namespace Proxima.Engine.Listeners.Xdp;

/// <summary>
/// How a worker waits for frames: woken by each (best for the answer's delay while few come) or by short naps (best for the cost while many do: whoever
/// naps need not be woken, which costs more than an answer, and finds several frames to be answered and sent at once). It needs no clock: a nap
/// is tried after every so many frames, and goes on for as long as naps find enough.
/// </summary>
internal struct NapRule
{
    /// <summary>A nap's length: what it may add to an answer's delay.</summary>
    public const int NapMicroseconds = 50;

    /// <summary>Frames that a nap must find to be followed by another: 80,000 a second.</summary>
    public const int EnoughFrames = 4;

    /// <summary>Frames between two tries: where too few come for naps, one of so many waits for a nap's length.</summary>
    public const int FramesBetweenTries = 256;

    private bool isNapping;
    private int sinceTry;

    /// <summary>After a look that found <paramref name="frames"/>, which are answered: whether to nap before the next look. <paramref name="areMore"/>: it left some.</summary>
    public bool ShouldNap(int frames, bool areMore)
    {
        if (areMore)
        {
            return false;
        }

        sinceTry += frames;
        isNapping = isNapping ? frames >= EnoughFrames : sinceTry >= FramesBetweenTries;
        sinceTry = isNapping ? 0 : sinceTry;
        return isNapping;
    }
}
