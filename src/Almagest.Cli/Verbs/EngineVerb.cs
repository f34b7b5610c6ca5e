using System.CommandLine;
using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Engine.Host;

namespace Almagest.Cli.Verbs;

/// <summary>`almagest engine FOLDER`: the process that holds the embedded ClickHouse; the server starts it, people do not.</summary>
static class EngineVerb
{
    static readonly Argument<string> Folder = new("folder") { Description = "the engine's folder, prepared by the server" };

    internal static Command Create()
    {
        var command = new Command("engine", "Runs the embedded engine; started by the server.") { Folder };
        command.Hidden = true;
        command.SetAction(Run);
        return command;
    }

    static int Run(ParseResult arguments)
    {
        try
        {
            return EngineHost.Run(arguments.GetRequiredValue(Folder));
        }
        catch (EngineStartException error)
        {
            arguments.InvocationConfiguration.Error.WriteLine($"almagest engine: {error.Message}");
            return 1;
        }
    }
}
