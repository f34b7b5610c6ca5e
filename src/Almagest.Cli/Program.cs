using System.CommandLine;
using Almagest.Cli.Verbs;

var root = new RootCommand("Almagest: metrics, logs and traces in one program.")
{
    EngineVerb.Create(),
    DemoVerb.Create(),
};
return await root.Parse(args).InvokeAsync();
