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
    static readonly Option<string?> Config = new("--config") { HelpName = "FILE", Description = "YAML file with all settings" };

    static readonly Option<string?>[] StoreFlags =
    [
        new("--data") { HelpName = "DIR", Description = "folder of everything that is kept [./data]" },
        new("--store") { HelpName = "URL", Description = "URL of a ClickHouse to use instead of the embedded engine" },
        new("--store-reader") { HelpName = "USER:PASSWORD", Description = "account of that ClickHouse, user:password, that runs what people type" },
    ];

    static readonly Option<string?>[] ListenFlags =
    [
        new("--listen") { HelpName = "HOST:PORT", Description = "address of pages and APIs [127.0.0.1:4242]" },
        new("--otlp-grpc") { HelpName = "HOST:PORT", Description = "address of OTLP over gRPC [127.0.0.1:4317]" },
        new("--otlp-http") { HelpName = "HOST:PORT", Description = "address of OTLP over HTTP [127.0.0.1:4318]" },
        new("--syslog-listen") { HelpName = "HOST:PORT", Description = "address of syslog by TCP and UDP, such as 127.0.0.1:1514 [none]" },
        new("--beats-listen") { HelpName = "HOST:PORT", Description = "address of Beats (Lumberjack v2), such as 127.0.0.1:5044 [none]" },
    ];

    internal static Command Create() => AddTo(new Command("serve", "Runs the server (the default)."));

    /// <summary>Gives a command the server's flags and action.</summary>
    internal static T AddTo<T>(T command)
        where T : Command
    {
        AddStoreFlags(command);
        foreach (var flag in ListenFlags)
            command.Options.Add(flag);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Gives a command the flags that say where the store is.</summary>
    internal static T AddStoreFlags<T>(T command)
        where T : Command
    {
        command.Options.Add(Config);
        foreach (var flag in StoreFlags)
            command.Options.Add(flag);
        return command;
    }

    /// <summary>The configuration file and flags that were given.</summary>
    internal static ConfigurationSource Source(ParseResult arguments) => new(
        arguments.GetValue(Config),
        StoreFlags.Concat(ListenFlags).Where(f => arguments.GetResult(f) is not null && arguments.GetValue(f) is not null)
            .ToDictionary(static f => f.Name.TrimStart('-'), arguments.GetValue));

    static async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        try
        {
            await AlmagestHost.RunAsync(Source(arguments), arguments.InvocationConfiguration.Output, ct);
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
