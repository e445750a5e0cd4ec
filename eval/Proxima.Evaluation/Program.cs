using Proxima.Evaluation;

var arguments = EvaluationArguments.Parse(args, out var problem);
if (arguments is null)
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(EvaluationArguments.Usage);
    return 2;
}

if (arguments.GeneratePath is { } target)
{
    SyntheticWorld.Write(target, SyntheticSize.Full, seed: 1);
    return 0;
}

if (arguments.RebuildNetworks > 0)
{
    RebuildMeasure.Run(arguments.RebuildNetworks, Console.WriteLine);
    return 0;
}

if (arguments.IngestNetworks > 0)
{
    IngestMeasure.Run(arguments.IngestNetworks, Console.WriteLine);
    return 0;
}

const string Shared = "../shared/accuracy";
var folder = arguments.Folder ?? (Directory.Exists(Shared) ? Shared : null);
if (folder is null)
{
    folder = Path.Combine("artifacts", "synthetic-latencies");
    Console.Error.WriteLine($"no recorded latencies in {Shared}: synthetic ones are generated into {folder}");
    SyntheticWorld.Write(folder, SyntheticSize.Full, seed: 1);
}

var rows = new List<ResultRow>();
Console.WriteLine(ResultRow.TextHeader);
foreach (var row in new Evaluator(folder, Console.Error.WriteLine).Run(arguments.Tracks))
{
    rows.Add(row);
    Console.WriteLine(row.ToText());
}

if (arguments.CsvPath is { } csv)
{
    File.WriteAllLines(csv, [ResultRow.Header, .. rows.Select(row => row.ToCsv())]);
}

if (arguments.PicturePath is { } picture)
{
    File.WriteAllText(picture, RegretPicture.Draw(rows));
}

return 0;
