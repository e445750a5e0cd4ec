namespace Proxima.Dns.Edns;

/// <summary>EDNS option codes by their IANA numbers. Others are kept as octets.</summary>
public enum OptionCode : ushort
{
    Nsid = 3, ClientSubnet = 8, Cookie = 10, TcpKeepalive = 11, Padding = 12, ExtendedError = 15,
}
