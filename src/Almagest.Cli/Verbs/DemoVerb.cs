using System.CommandLine;
using System.Globalization;
using Almagest.Cli.Demo;
using Almagest.Model;

namespace Almagest.Cli.Verbs;

/// <summary>`almagest demo`: a simulated shop that sends traces, logs and metrics over OTLP.</summary>
static class DemoVerb
{
    static readonly Option<string> Otlp = new("--otlp") { HelpName = "URL", Description = "address of the OTLP receiver over HTTP", DefaultValueFactory = _ => "http://127.0.0.1:4318" };
    static readonly Option<double> Rate = new("--rate") { HelpName = "NUMBER", Description = "requests per second of visitors, up to 500", DefaultValueFactory = _ => 8 };
    static readonly Option<string?> Duration = new("--duration") { HelpName = "TIME", Description = "how long to run, such as 10m; without it until Ctrl+C" };
    static readonly Option<string> Backfill = new("--backfill") { HelpName = "TIME", Description = "history to send first, such as 1h, up to 24h; 0s for none", DefaultValueFactory = _ => "30m" };
    static readonly Option<int?> Seed = new("--seed") { HelpName = "NUMBER", Description = "makes the run repeatable" };

    internal static Command Create()
    {
        var command = new Command("demo", "Sends the telemetry of a simulated shop.") { Otlp, Rate, Duration, Backfill, Seed };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        var output = arguments.InvocationConfiguration.Output;
        try
        {
            var runner = new DemoRunner(Read(arguments), TimeProvider.System, output);
            try
            {
                await runner.RunAsync(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // Ctrl+C is how the demo is meant to end.
            }
            await output.WriteLineAsync($"The shop is closed: {runner.Counts()} sent.");
            return 0;
        }
        catch (UserErrorException error)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync($"almagest demo: {error.Message}");
            return 1;
        }
    }

    static DemoOptions Read(ParseResult arguments)
    {
        var address = arguments.GetRequiredValue(Otlp);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw Invalid("--otlp", address, "an http or https address such as http://127.0.0.1:4318");
        var rate = arguments.GetRequiredValue(Rate);
        if (!(rate > 0 && rate <= 500)) throw Invalid("--rate", $"{rate}", "a number above 0 and up to 500");
        var backfill = Span("--backfill", arguments.GetRequiredValue(Backfill));
        if (backfill > TimeSpan.FromHours(24)) throw Invalid("--backfill", arguments.GetRequiredValue(Backfill), "at most 24h");
        var duration = arguments.GetValue(Duration) is { } text ? Span("--duration", text) : (TimeSpan?)null;
        return new(url, rate, duration, backfill, arguments.GetValue(Seed) ?? Random.Shared.Next());
    }

    static TimeSpan Span(string option, string text)
    {
        var seconds = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        var isNumber = double.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        // 10,000 days: longer than anybody runs it, and far from what a TimeSpan can hold.
        return isNumber && seconds > 0 && number * seconds <= TimeSpan.SecondsPerDay * 10_000
            ? TimeSpan.FromSeconds(number * seconds)
            : throw Invalid(option, text, "such as 90s, 30m or 2h");
    }

    static UserErrorException Invalid(string option, string value, string expected) =>
        new(UserErrorKind.Invalid, "bad_option", $"{option} \"{value}\" is not {expected}");
}
