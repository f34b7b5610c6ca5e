using System.CommandLine;
using Almagest.LogBench.Corpus;

namespace Almagest.LogBench;

/// <summary>Options of all commands that make the corpus.</summary>
static class CorpusOptions
{
    internal static readonly Option<long> Lines = new("--lines") { DefaultValueFactory = _ => 1_000_000, Description = "lines of the corpus; whole blocks of 2,000" };
    internal static readonly Option<ulong> Seed = new("--seed") { DefaultValueFactory = _ => 1, Description = "another one is another corpus" };
    internal static readonly Option<double> Hours = new("--hours") { DefaultValueFactory = _ => 24, Description = "hours the corpus spans" };
    internal static readonly Option<DateTimeOffset> End = new("--end") { DefaultValueFactory = _ => LastHour(), Description = "end of the corpus; the begin of this hour" };

    internal static CorpusBlocks Blocks(ParseResult arguments)
    {
        var end = (arguments.GetValue(End) - DateTimeOffset.UnixEpoch).Ticks * 100;
        return new CorpusBlocks(arguments.GetValue(Seed), Math.Max(1, arguments.GetValue(Lines) / CorpusBlocks.Lines), end - (long)(arguments.GetValue(Hours) * 3.6e12), end);
    }

    static DateTimeOffset LastHour()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
    }
}
