using System.CommandLine;
using Almagest.LogBench;

var root = new RootCommand("Measures logs: ingest by Loki push, a corpus of any size, and queries over it.")
{
    PushCommand.Create(), FillCommand.Create(), EmitCommand.Create(), QueryCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
