namespace Proxima.EndToEnd;

/// <summary>What one client was answered one way.</summary>
internal sealed record Reply(Place Client, Way Way, string Site, Dig Dig);
