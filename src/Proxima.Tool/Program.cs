using Proxima.Tool;

return await ToolCommands.Create(TimeProvider.System).Parse(args).InvokeAsync();
