using Proxima.Dns.Records;
using Proxima.Dns.Text;

namespace Proxima.Dns.MasterFiles;

/// <summary>Takes the records of a master file, up to a limit.</summary>
internal sealed class RecordSink(int most, ErrorList errors)
{
    private readonly List<ResourceRecord> records = [];
    private readonly List<TextPosition> positions = [];

    public IReadOnlyList<ResourceRecord> Records => records;

    public IReadOnlyList<TextPosition> Positions => positions;

    public bool IsFull { get; private set; }

    public void Add(ResourceRecord record, TextPosition at)
    {
        if (records.Count < most)
        {
            records.Add(record);
            positions.Add(at);
        }
        else if (!IsFull)
        {
            IsFull = true;
            errors.Add(at, $"more than {most} records", "a smaller zone");
        }
    }
}
