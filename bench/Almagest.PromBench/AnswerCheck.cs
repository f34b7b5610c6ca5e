using System.Globalization;
using System.Text.Json.Nodes;

namespace Almagest.PromBench;

/// <summary>How far answers of two servers are apart: which series and times both have, and the largest relative difference of values.</summary>
sealed class AnswerCheck(HttpClient http, Uri expected, Uri actual)
{
    /// <summary>Compares all questions in all windows; prints what differs and a sum.</summary>
    internal async Task<bool> RunAsync(long endSeconds, CancellationToken ct)
    {
        var (values, answers, worst, missing) = (0L, 0, 0.0, 0);
        var fleet = FleetQueries.All.Select(static q => q.Query).Concat(FleetQueries.Compared);
        foreach (var path in fleet.SelectMany(q => ((double, int)[])[(1, 15), (6, 60), (0, 0)], (q, window) => FleetQueries.Path(q, endSeconds, window))
            .Concat(FleetQueries.Long.Select(q => FleetQueries.Path(q.Query, endSeconds - 6 * 3600, (168, 3600)))))
        {
            var (left, right) = (await AskAsync(expected, path, ct), await AskAsync(actual, path, ct));
            var apart = left.Keys.Union(right.Keys).Count(key => !left.ContainsKey(key) || !right.ContainsKey(key));
            var difference = left.Where(l => right.ContainsKey(l.Key)).Select(l => Difference(l.Value, right[l.Key])).DefaultIfEmpty().Max();
            if (apart > 0 || difference > 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Uri.UnescapeDataString(path)}: {apart} samples in one answer only, largest relative difference {difference:g3}"));
            (values, answers, worst, missing) = (values + left.Count, answers + 1, Math.Max(worst, difference), missing + apart);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{answers} answers with {values} samples compared: {missing} samples in one answer only, largest relative difference {worst:g3}"));
        return missing == 0 && worst == 0;
    }

    async Task<Dictionary<string, double>> AskAsync(Uri server, string path, CancellationToken ct)
    {
        var body = JsonNode.Parse(await http.GetStringAsync(new Uri(server, path), ct))!;
        var found = new Dictionary<string, double>();
        foreach (var row in body["data"]!["result"]!.AsArray())
        {
            var labels = string.Join(',', row!["metric"]!.AsObject().OrderBy(static l => l.Key, StringComparer.Ordinal).Select(static l => $"{l.Key}={l.Value}"));
            foreach (var sample in row["values"]?.AsArray() ?? [row["value"]!.DeepClone()])
                found[$"{labels} {sample![0]}"] = Parse(sample[1]!.GetValue<string>());
        }

        return found;
    }

    static double Parse(string text) => text switch { "+Inf" => double.PositiveInfinity, "-Inf" => double.NegativeInfinity, _ => double.Parse(text, CultureInfo.InvariantCulture) };

    static double Difference(double left, double right) => left.Equals(right) ? 0 : Math.Abs(left - right) / Math.Max(Math.Abs(left), Math.Abs(right));
}
