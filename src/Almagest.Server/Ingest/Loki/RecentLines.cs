using Almagest.Server.Ingest.Logs;

namespace Almagest.Server.Ingest.Loki;

/// <summary>
/// The lines that were stored last, by their hashes: Loki keeps one of equal lines also when they come in several requests, as they do when a sender
/// starts anew or repeats what it holds for lost. A line enters once it is stored, so that nothing is taken for repeated that may have been lost. The
/// memory is of one size; of lines that fall on one place the oldest is forgotten. Thread-safe.
/// </summary>
sealed class RecentLines(LogIntakeOptions options)
{
    // Four lines of 16 bytes are a line of the processor's cache: to look costs one access to memory.
    const int Ways = 4;

    readonly Lock _adding = new();
    readonly LineKey[] _kept = new LineKey[options.RecentLines == 0 ? 0 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(options.RecentLines, Ways))];

    /// <summary>Whether lines are remembered.</summary>
    internal bool IsOn => _kept.Length > 0;

    // Hot path: per line. A line that is replaced meanwhile is read half old, half new: such a key is that of no line.
    /// <summary>Whether the line is among them.</summary>
    internal bool Has(LineKey line)
    {
        var set = SetOf(line);
        return set[0] == line || set[1] == line || set[2] == line || set[3] == line;
    }

    /// <summary>Remembers lines that were stored.</summary>
    internal void Add(List<LineKey> lines)
    {
        lock (_adding)
        {
            foreach (var line in lines)
            {
                var set = SetOf(line);
                set[..(Ways - 1)].CopyTo(set[1..]);
                set[0] = line;
            }
        }
    }

    Span<LineKey> SetOf(LineKey line) => _kept.AsSpan((int)(line.Text & (ulong)(_kept.Length - 1)) & ~(Ways - 1), Ways);
}
