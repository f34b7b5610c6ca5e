using System.CommandLine;
using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Almagest.ClickHouse.Migrations;
using Almagest.Model;
using Almagest.Server.Platform.Hosting;

namespace Almagest.Cli.Verbs;

/// <summary>`almagest serve`: the server; also what `almagest` alone does.</summary>
static class ServeVerb
{
    static readonly Option<string?> Config = new("--config") { Description = "YAML file with all settings" };

    static readonly Option<string?>[] Flags =
    [
        new("--data") { Description = "folder of everything that is kept [./data]" },
        new("--listen") { Description = "address of pages and APIs [127.0.0.1:4242]" },
        new("--otlp-grpc") { Description = "address of OTLP over gRPC [127.0.0.1:4317]" },
        new("--otlp-http") { Description = "address of OTLP over HTTP [127.0.0.1:4318]" },
        new("--store") { Description = "URL of a ClickHouse to use instead of the embedded engine" },
    ];

    internal static Command Create() => AddTo(new Command("serve", "Runs the server (the default)."));

    /// <summary>Gives a command the server's flags and action.</summary>
    internal static T AddTo<T>(T command)
        where T : Command
    {
        command.Options.Add(Config);
        foreach (var flag in Flags)
            command.Options.Add(flag);
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        var given = Flags.Where(f => arguments.GetValue(f) is not null).ToDictionary(static f => f.Name.TrimStart('-'), arguments.GetValue);
        try
        {
            await AlmagestHost.RunAsync(arguments.GetValue(Config), given, arguments.InvocationConfiguration.Output, ct);
            return 0;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception error) when (error is UserErrorException or EngineStartException or MigrationException or StoreUnavailableException
            or ClickHouseException or IOException or Microsoft.Extensions.Options.OptionsValidationException)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync($"almagest: {error.Message}");
            return 1;
        }
    }
}
