using System.CommandLine;
using Almagest.Cli.Verbs;

var root = ServeVerb.AddTo(new RootCommand("Almagest: metrics, logs and traces in one program. Each flag of the server is also an environment variable, as ALMAGEST_LISTEN, and a key of the file given with --config.")
{
    ServeVerb.Create(),
    DemoVerb.Create(),
    MigrateVerbs.Migrate(),
    MigrateVerbs.Validate(),
    MigrateVerbs.Wait(),
    EngineVerb.Create(),
});
// A server that is told to stop first answers who waits and stores what is queued, for up to 30 s; the library would cut it off after 2.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(45) });
