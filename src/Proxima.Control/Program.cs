using Proxima.Control;

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
