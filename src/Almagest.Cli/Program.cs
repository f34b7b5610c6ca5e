using System.CommandLine;
using Almagest.Cli.Verbs;

var root = ServeVerb.AddTo(new RootCommand("Almagest: metrics, logs and traces in one program.")
{
    ServeVerb.Create(),
    DemoVerb.Create(),
    MigrateVerbs.Migrate(),
    MigrateVerbs.Validate(),
    MigrateVerbs.Wait(),
    EngineVerb.Create(),
});
return await root.Parse(args).InvokeAsync();
