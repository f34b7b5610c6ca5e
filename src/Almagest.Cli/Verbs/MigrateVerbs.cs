using System.CommandLine;
using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Http;
using Almagest.ClickHouse.Migrations;
using Almagest.Model;
using Almagest.Server.Platform.Hosting;

namespace Almagest.Cli.Verbs;

/// <summary>
/// `almagest migrate`, `validate` and `wait`: the store's schema without a server. They end with 0 when the schema is as this program wants it,
/// with 1 when it is not or cannot be made so; a dry run with 0.
/// </summary>
static class MigrateVerbs
{
    static readonly Option<bool> DryRun = new("--dry-run") { Description = "only tell what would be applied" };

    internal static Command Migrate()
    {
        var command = Create("migrate", "Brings the store's schema to what this program needs; the server does so by itself when it starts.", MigrationMode.Migrate);
        command.Options.Add(DryRun);
        return command;
    }

    internal static Command Validate() => Create("validate", "Tells whether the store's schema is what this program needs; changes nothing.", MigrationMode.Validate);

    internal static Command Wait() => Create("wait", "Waits until another program has brought the store's schema up to date.", MigrationMode.Wait);

    static Command Create(string name, string description, MigrationMode mode)
    {
        var command = ServeVerb.AddStoreFlags(new Command(name, description));
        command.SetAction((arguments, ct) => RunAsync(arguments, mode, ct));
        return command;
    }

    static async Task<int> RunAsync(ParseResult arguments, MigrationMode mode, CancellationToken ct)
    {
        var (output, errors) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
        try
        {
            var dryRun = mode == MigrationMode.Migrate && arguments.GetValue(DryRun);
            var report = await AlmagestHost.MigrateAsync(ServeVerb.Source(arguments), mode, dryRun, ct);
            foreach (var line in Describe(report))
                await output.WriteLineAsync(line);
            return report.IsUpToDate || report.IsDryRun ? 0 : 1;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 1;
        }
        catch (Exception error) when (error is UserErrorException or EngineStartException or MigrationException or StoreUnavailableException or ClickHouseException or IOException)
        {
            await errors.WriteLineAsync($"almagest: {error.Message}");
            return 1;
        }
    }

    static IEnumerable<string> Describe(MigrationReport report)
    {
        foreach (var applied in report.Applied)
            yield return $"{(report.IsDryRun ? "would apply" : "applied")} {applied.File} ({applied.Statements} statements)";
        foreach (var pending in report.IsDryRun ? [] : report.Pending)
            yield return $"missing {pending}";
        yield return report.IsUpToDate
            ? $"database \"{report.Database}\" is up to date: {report.AlreadyApplied + report.Applied.Count} migrations"
            : $"database \"{report.Database}\" is not up to date: {report.Pending.Count} of {report.AlreadyApplied + report.Pending.Count} migrations are missing";
    }
}
