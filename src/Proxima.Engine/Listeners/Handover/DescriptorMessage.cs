namespace Proxima.Engine.Listeners.Handover;

/// <summary>What a message between answering processes is for. The name of the door has this table's version: <see cref="SharedListener"/>.</summary>
internal enum DescriptorMessageKind : byte
{
    /// <summary>Of another user, or damaged: passed over.</summary>
    None = 0,

    /// <summary>One that starts asks for the door and the listening socket.</summary>
    ListenerWanted = 1,

    /// <summary>Here they are, in this order.</summary>
    Listener = 2,

    /// <summary>One that leaves gives its open connections: many with nothing half read or unsent, or one and behind it <see cref="TcpConnection.Rest(Span{byte})"/>.</summary>
    Connections = 3,
}

/// <summary>A message as received: its kind, and how many octets and descriptors came.</summary>
internal readonly record struct DescriptorMessage(DescriptorMessageKind Kind, int Octets, int Descriptors);
