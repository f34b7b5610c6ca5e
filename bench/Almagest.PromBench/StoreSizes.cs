using System.Globalization;

namespace Almagest.PromBench;

/// <summary>
/// Bytes on the disk of the tables of metrics. Read from the folders of their parts, whose names tell which were merged into others and only wait
/// to be removed: partition, first and last insert, how often merged.
/// </summary>
static class StoreSizes
{
    internal static void Print(string dataFolder, long samples)
    {
        var database = Path.Combine(dataFolder, "engine", "data", "data", "almagest");
        var sum = 0L;
        foreach (var table in (string[])["sample_runs", "chunks"])
        {
            var parts = Directory.GetDirectories(Path.Combine(database, table)).Select(static path => (Path: path, Name: Path.GetFileName(path).Split('_')))
                .Where(static p => p.Name.Length == 4 && p.Name[0].All(char.IsAsciiDigit)).Select(static p => new Part(p.Path, p.Name[0], Number(p.Name[1]), Number(p.Name[2]), Number(p.Name[3]))).ToList();
            var active = parts.Where(part => !parts.Any(other => other != part && other.Covers(part))).ToList();
            var bytes = active.Sum(static p => new DirectoryInfo(p.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static f => f.Length));
            sum += bytes;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"almagest, {table}: {bytes} bytes in {active.Count} parts, {(double)bytes / samples:0.00} bytes a sample"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"almagest, both: {(double)sum / samples:0.00} bytes a sample"));
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    sealed record Part(string Path, string Partition, int First, int Last, int Level)
    {
        internal bool Covers(Part other) => Partition == other.Partition && First <= other.First && Last >= other.Last && Level > other.Level;
    }
}
