using System.Globalization;
using System.Text;
using Almagest.Telemetry.Logs.Patterns;
using Almagest.Telemetry.Writing;

namespace Almagest.LogBench;

/// <summary>
/// Grouping accuracy on the public loghub sets of 2,000 lines (https://github.com/logpai/loghub): the part of lines whose group is exactly the group of
/// their event in the ground truth. One configuration for all sets.
/// </summary>
static class PatternAccuracy
{
    /// <summary>Sets, and what Drain gets on them in "Tools and Benchmarks for Automated Log Parsing" (ICSE 2019), table III.</summary>
    static readonly (string Name, double Drain)[] Sets =
    [
        ("HDFS", 0.998), ("Hadoop", 0.948), ("Spark", 0.920), ("Zookeeper", 0.967), ("OpenStack", 0.733), ("BGL", 0.963), ("HPC", 0.887), ("Thunderbird", 0.955),
        ("Windows", 0.997), ("Linux", 0.690), ("Mac", 0.787), ("Android", 0.911), ("HealthApp", 0.780), ("Apache", 1.0), ("OpenSSH", 0.788), ("Proxifier", 0.527),
    ];

    internal static int Run(string folder)
    {
        Console.WriteLine("| set | content | whole lines | Drain | patterns | events |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        var (content, whole, drain, sets) = (0.0, 0.0, 0.0, 0);
        foreach (var (name, published) in Sets)
        {
            var path = Path.Combine(folder, name, $"{name}_2k.log");
            if (!File.Exists(path + "_structured.csv"))
                continue;
            var rows = Csv.Read(path + "_structured.csv");
            var (text, events) = (rows[0].IndexOf("Content"), rows[0].IndexOf("EventId"));
            var truth = rows.Skip(1).Select(r => r[events]).ToList();
            var groups = Groups([.. rows.Skip(1).Select(r => r[text])]);
            var lines = File.ReadLines(path).Take(truth.Count).ToArray();
            var (one, two) = (Accuracy(groups, truth), lines.Length == truth.Count ? Accuracy(Groups(lines), truth) : double.NaN);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {one:0.000} | {two:0.000} | {published:0.000} | {groups.Distinct().Count()} | {truth.Distinct().Count()} |"));
            (content, whole, drain, sets) = (content + one, whole + two, drain + published, sets + 1);
        }

        if (sets == 0)
            Console.Error.WriteLine($"no set such as {Path.Combine(folder, "HDFS", "HDFS_2k.log_structured.csv")}");
        else
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| average of {sets} | {content / sets:0.000} | {whole / sets:0.000} | {drain / sets:0.000} | | |"));
        return sets == 0 ? 1 : 0;
    }

    /// <summary>Lines of all sets again and again through the miner, as they come with a commit.</summary>
    internal static void Measure(string folder, double seconds)
    {
        var lines = Sets.Select(s => Path.Combine(folder, s.Name, $"{s.Name}_2k.log")).Where(File.Exists).SelectMany(File.ReadLines).ToArray();
        using var metrics = new PatternMetrics();
        var miner = new PatternMiner(new PatternLimits { MaxPatterns = 10_000 }, metrics, TimeProvider.System);
        var batches = lines.Chunk(2_000).Select(static l => Batch(l)).ToList();
        foreach (var batch in batches)
            miner.Prepare(batch);
        var (count, bytes, time) = (0L, 0L, 0L);
        while (TimeSpan.FromTicks(time).TotalSeconds < seconds)
        {
            foreach (var batch in batches)
            {
                batch.Logs.PatternId.Clear();
                var before = Environment.CpuUsage.TotalTime.Ticks;
                miner.Prepare(batch);
                time += Environment.CpuUsage.TotalTime.Ticks - before;
                (count, bytes) = (count + batch.Logs.PatternId.Rows, bytes + batch.Logs.Body.SizeBytes);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mining: {TimeSpan.FromTicks(time).TotalNanoseconds / count:0} ns of CPU a line, {(double)bytes / count:0} bytes a line"));
    }

    static double Accuracy(List<string> groups, List<string> truth)
    {
        var sizes = truth.GroupBy(static e => e).ToDictionary(static g => g.Key, static g => g.Count());
        var right = groups.Select((group, i) => (group, truth[i])).GroupBy(static p => p.group)
            .Where(g => g.Select(static p => p.Item2).Distinct().Count() == 1 && sizes[g.First().Item2] == g.Count()).Sum(static g => g.Count());
        return (double)right / truth.Count;
    }

    /// <summary>The pattern of each line; of patterns that became one, the one that stands for all.</summary>
    static List<string> Groups(string[] lines)
    {
        using var metrics = new PatternMetrics();
        var miner = new PatternMiner(new PatternLimits { MaxPatterns = 10_000 }, metrics, TimeProvider.System);
        var (ids, merged) = (new List<string>(), new Dictionary<string, string>());
        foreach (var part in lines.Chunk(100))
        {
            using var batch = Batch(part);
            miner.Prepare(batch);
            for (var row = 0; row < part.Length; row++)
                ids.Add(Encoding.UTF8.GetString(batch.Logs.PatternId.Text(batch.Logs.PatternId.Indices[row])));
            var patterns = batch.LogPatterns.Id.Read();
            var into = batch.LogPatterns.MergedInto.Read();
            for (var row = 0; row < batch.LogPatterns.Rows; row++)
                if (Encoding.UTF8.GetString(patterns.Next()) is var id && Encoding.UTF8.GetString(into.Next()) is { Length: > 0 } root)
                    merged[id] = root;
        }

        return [.. ids.Select(id => merged.GetValueOrDefault(id, id))];
    }

    static TelemetryBatch Batch(string[] lines)
    {
        var batch = new TelemetryBatch(Signal.Logs);
        foreach (var line in lines)
        {
            batch.Logs.Tenant.Append("default");
            batch.Logs.Service.Append("bench");
            batch.Logs.Level.Append("info");
            batch.Logs.Time.Append(0);
            batch.Logs.Body.Append(line);
            batch.Logs.RetentionDays.Append(30);
        }

        return batch;
    }
}
