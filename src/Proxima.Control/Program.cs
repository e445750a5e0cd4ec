using Proxima.Control;
using Proxima.Control.Databases;

if (args is ["db", .. var rest])
{
    return new DatabaseCommand(Console.Out, Console.Error, DatabaseQuestions.AtTerminal()).Run(rest);
}

var arguments = NodeArguments.Parse(args);
if (args is ["--help" or "-h"] or ["--version"])
{
    Console.WriteLine(args[0] == "--version" ? $"proximad {Wiring.Version}" : NodeArguments.Usage);
    return ExitCodes.Success;
}

if (arguments.Problem is not null)
{
    Console.Error.WriteLine($"proximad: {arguments.Problem}");
    Console.Error.WriteLine(NodeArguments.Usage);
    return ExitCodes.BadInput;
}

return await Wiring.RunAsync(arguments);
