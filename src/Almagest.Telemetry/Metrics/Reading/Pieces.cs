using System.Runtime.ExceptionServices;

namespace Almagest.Telemetry.Metrics.Reading;

/// <summary>Work on thousands of series or chunks in pieces of some hundred microseconds, by several threads: until it is over the query has nothing else to do.</summary>
static class Pieces
{
    /// <summary>Calls with ranges that cover <paramref name="count"/>. The first fault flies as it is.</summary>
    internal static void ForEach(int count, int perPiece, Action<int, int> action)
    {
        var pieces = (count + perPiece - 1) / perPiece;
        if (pieces < 2)
        {
            action(0, count);
            return;
        }

        try
        {
            Parallel.For(0, pieces, piece => action(piece * perPiece, Math.Min(count, (piece + 1) * perPiece)));
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
        }
    }
}
