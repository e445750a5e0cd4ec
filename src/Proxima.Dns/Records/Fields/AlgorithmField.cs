using System.Collections.Frozen;

namespace Proxima.Dns.Records.Fields;

/// <summary>A DNSSEC algorithm by number or mnemonic (RFC 4034 appendix A.1; numbers of RFC 5702, 6605 and 8080).</summary>
internal static class AlgorithmField
{
    private static readonly FrozenDictionary<string, byte> Mnemonics = new Dictionary<string, byte>
    {
        ["RSASHA1"] = 5,
        ["RSASHA1-NSEC3-SHA1"] = 7,
        ["RSASHA256"] = 8,
        ["RSASHA512"] = 10,
        ["ECDSAP256SHA256"] = 13,
        ["ECDSAP384SHA384"] = 14,
        ["ED25519"] = 15,
        ["ED448"] = 16,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static byte Parse(ref FieldReader fields)
    {
        var field = fields.Raw("algorithm");
        if (byte.TryParse(field, System.Globalization.NumberStyles.None, null, out var number)
            || Mnemonics.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(field, out number))
        {
            return number;
        }

        fields.Fail($"'{field}' is no algorithm: a number from 0 to 255, or a mnemonic such as ECDSAP256SHA256");
        return 0;
    }
}
