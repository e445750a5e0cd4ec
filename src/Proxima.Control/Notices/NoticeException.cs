namespace Proxima.Control.Notices;

/// <summary>A destination did not take its notices; the message says which and why in one line, without a secret.</summary>
public sealed class NoticeException(string message) : Exception(message);
