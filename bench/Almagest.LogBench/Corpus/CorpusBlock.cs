namespace Almagest.LogBench.Corpus;

/// <summary>Takes a line of a block.</summary>
/// <param name="context">Service, pod and time.</param>
/// <param name="line">Its text; valid until the next.</param>
delegate void LineTaker(LineContext context, LineBuffer line);

/// <summary>
/// The corpus is cut into blocks: the lines one node's agent sends at a time. A block is made of its number and the seed alone, so that any number of
/// senders make the same corpus in any order.
/// </summary>
/// <param name="seed">Another one is another corpus.</param>
/// <param name="blocks">How many blocks.</param>
/// <param name="fromNano">Time of the first line.</param>
/// <param name="toNano">End of the corpus.</param>
sealed class CorpusBlocks(ulong seed, long blocks, long fromNano, long toNano)
{
    internal const int Lines = 2000;

    const int Nodes = 40;
    const int BurstNano = 2_000_000_000;

    // One block in so many has a line that is nowhere else: what a rare search finds.
    const int RareBlocks = 997;
    const int RareLine = 700;

    static readonly LineTemplate Rare = new("<java> ERROR [main] com.example.billing.LedgerReconciler: ledger mismatch LEDGER-<n:99999> in region eu-west-<n:3>, manual intervention required");

    static readonly (CorpusService Service, int Pod, int Node)[] Pods =
        [.. CorpusServices.All.SelectMany((service, s) => Enumerable.Range(0, service.Pods).Select(pod => (service, pod, Node: ((s * 7) + (pod * 11)) % Nodes)))];

    static readonly (CorpusService Service, int Pod)[][] OfNode = [.. Enumerable.Range(0, Nodes).Select(static node =>
        Pods.Where(p => p.Node == node).SelectMany(static p => Enumerable.Repeat((p.Service, p.Pod), Math.Max(1, p.Service.Weight / p.Service.Pods))).ToArray())];

    /// <summary>Blocks in all.</summary>
    internal long Count => blocks;

    // Hot path: per line.
    internal void Write(long block, LineContext context, LineBuffer buffer, LineTaker take)
    {
        // The blocks of all nodes of a group share a piece of time.
        var groups = (blocks + Nodes - 1) / Nodes;
        var (group, node) = (block / Nodes, (int)(block % Nodes));
        var length = (toNano - fromNano) / groups;
        var start = fromNano + (group * length);
        context.Random = new CorpusRandom(CorpusRandom.Mix(seed ^ CorpusRandom.Mix((ulong)block)));
        var pods = OfNode[node];
        for (var i = 0; i < Lines; i++)
        {
            var (service, pod) = pods[context.Random.Below(pods.Length)];
            (context.Service, context.Pod) = (service, pod);
            context.MoveTo(start + (long)((i + context.Random.Fraction()) * length / Lines));
            // A request leaves four lines on average.
            context.Trace = CorpusRandom.Mix(seed + ((ulong)block << 20) + (ulong)context.Random.Below(Lines / 4) + ((ulong)service.Weight << 50));
            buffer.Length = 0;
            (block % RareBlocks == 0 && i == RareLine ? Rare : Template(service, context)).Write(context, buffer);
            take(context, buffer);
        }
    }

    LineTemplate Template(CorpusService service, LineContext context)
    {
        // In one piece of time out of sixty a service is in trouble.
        var trouble = CorpusRandom.Mix(seed ^ (ulong)(context.TimeNano / BurstNano / 30) ^ ((ulong)service.Weight << 40)) % 60 == 0;
        return context.Random.Below(trouble ? 3 : 150) == 0 ? service.FaultLines[context.Random.Zipf(service.FaultLines.Length)]
            : service.UsualLines[context.Random.Zipf(service.UsualLines.Length)];
    }
}
