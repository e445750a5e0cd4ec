using Proxima.Dns.Messages;
using Proxima.Dns.Names;
using Proxima.Dns.Records.Fields;

namespace Proxima.Dns.Records;

/// <summary>What SVCB and HTTPS share (RFC 9460 section 2.2).</summary>
/// <param name="Priority">0: the owner is an alias of the target. Else lower is tried first.</param>
/// <param name="Target">Never compressed; <c>.</c> stands for the owner.</param>
/// <param name="Parameters">In ascending order of their keys, each key once.</param>
public abstract record ServiceBindingRecord(ushort Priority, DomainName Target, ValueList<SvcParam> Parameters) : RecordData
{
    internal sealed override void Write(WireWriter writer)
    {
        writer.UInt16(Priority);
        writer.Name(Target);
        foreach (var parameter in Parameters)
        {
            writer.UInt16(parameter.Key);
            writer.UInt16((ushort)parameter.Value.Length);
            writer.Octets(parameter.Value);
        }
    }

    internal sealed override void Format(FieldWriter fields)
    {
        fields.Number(Priority);
        fields.Name(Target);
        foreach (var parameter in Parameters)
        {
            fields.Plain(parameter.ToString());
        }
    }

    private protected static ValueList<SvcParam> ReadParameters(ref WireReader reader)
    {
        var parameters = new List<SvcParam>();
        while (!reader.AtEnd)
        {
            var parameter = new SvcParam(reader.UInt16(), reader.Octets(reader.UInt16()));
            if (reader.Failed || (parameters.Count != 0 && parameters[^1].Key >= parameter.Key) || !parameter.IsWellFormed)
            {
                reader.Fail();
            }

            parameters.Add(parameter);
        }

        return new ValueList<SvcParam>(parameters);
    }

    /// <summary>In text the keys may stand in any order.</summary>
    private protected static ValueList<SvcParam> ParseParameters(ref FieldReader fields)
    {
        var parameters = new SortedList<ushort, SvcParam>();
        while (!fields.AtEnd)
        {
            var field = fields.Raw("parameter");
            if (!SvcParam.TryParse(field, out var parameter, out var problem))
            {
                fields.Fail($"'{field}': {problem}");
            }
            else if (!parameters.TryAdd(parameter.Key, parameter))
            {
                fields.Fail($"'{field}': the key stands twice");
            }
        }

        return new ValueList<SvcParam>(parameters.Values);
    }
}
