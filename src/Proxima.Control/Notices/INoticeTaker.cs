namespace Proxima.Control.Notices;

/// <summary>Who is told.</summary>
public interface INoticeTaker
{
    /// <summary>As it is named in logs.</summary>
    string Name { get; }

    /// <param name="batch">A <see cref="NoticeBatch"/> as JSON.</param>
    /// <exception cref="NoticeException">It was not taken.</exception>
    Task TellAsync(byte[] batch, CancellationToken cancel);
}
