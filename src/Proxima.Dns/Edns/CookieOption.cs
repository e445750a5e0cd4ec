using Proxima.Dns.Messages;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Edns;

/// <summary>A light proof that a client owns its address (RFC 7873 section 4): 8 octets chosen by the client, then none or 8 to 32 by the server.</summary>
public sealed record CookieOption(Octets Client, Octets Server) : EdnsOption
{
    public const int ClientLength = 8;
    public const int MinServerLength = 8;
    public const int MaxServerLength = 32;

    public override OptionCode Code => OptionCode.Cookie;

    /// <summary>Any other length is FORMERR (RFC 7873 section 5.2.2).</summary>
    public static bool IsLength(int octets)
        => octets is ClientLength or (>= ClientLength + MinServerLength and <= ClientLength + MaxServerLength);

    internal static CookieOption Read(ref WireReader reader)
    {
        if (!IsLength(reader.Remaining))
        {
            reader.Fail();
        }

        return new CookieOption(reader.Octets(ClientLength), reader.Rest());
    }

    internal override void Write(WireWriter writer)
    {
        writer.Octets(Client);
        writer.Octets(Server);
    }
}
