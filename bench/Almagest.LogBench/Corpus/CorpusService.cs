using System.Text;

namespace Almagest.LogBench.Corpus;

/// <summary>A service of the fleet: where it runs, how much and what it writes.</summary>
/// <param name="Name">Label <c>app</c>.</param>
/// <param name="Namespace">Label <c>namespace</c>.</param>
/// <param name="Pods">How many pods.</param>
/// <param name="Weight">Its share of all lines against that of the others.</param>
/// <param name="Usual">Lines of every day, the most frequent first: the k-th comes 1/k as often.</param>
/// <param name="Faults">Lines of trouble, in the same order. One line in 150, in a burst one in three.</param>
sealed record CorpusService(string Name, string Namespace, int Pods, int Weight, string[] Usual, string[] Faults)
{
    /// <summary>Whether lines carry trace_id and user_id as structured metadata too.</summary>
    internal bool HasMetadata { get; init; }

    internal byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(Name);

    internal LineTemplate[] UsualLines { get; } = [.. Usual.Select(static t => new LineTemplate(t))];

    internal LineTemplate[] FaultLines { get; } = [.. Faults.Select(static t => new LineTemplate(t))];
}
