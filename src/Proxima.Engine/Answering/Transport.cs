namespace Proxima.Engine.Answering;

/// <summary>The transport a request came by.</summary>
public enum Transport : byte
{
    Udp = 0, Tcp = 1,
}
