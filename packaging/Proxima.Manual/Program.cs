using Proxima.Manual;
using Proxima.Tool;

// proxima-manual CHECKOUT DIR: one file for each page, NAME.SECTION.md, for lowdown(1) to turn into roff.
if (args is not [var checkout, var folder])
{
    Console.Error.WriteLine("usage: proxima-manual CHECKOUT DIR");
    return 2;
}

Directory.CreateDirectory(folder);
var pages = new PageCatalog(checkout).Pages(ToolCommands.Create(TimeProvider.System));
foreach (var page in pages)
{
    File.WriteAllText(Path.Combine(folder, $"{page.Name}.{page.Section}.md"), page.Format());
}

return 0;
