using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Almagest.PromBench.Exactness;

/// <summary>An answer of a Prometheus API in a form in which two servers' answers can be compared: what has no order is sorted.</summary>
/// <param name="Text">Status, error, result and annotations.</param>
sealed record ExactAnswer(string Text)
{
    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static readonly char[] Separators = [' ', '\n', ',', '[', ']', '"', '{', '}', ':', '='];

    internal static async Task<ExactAnswer> AskAsync(HttpClient http, string server, ExactQuestion question, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(new HttpMethod(question.Method), new Uri(server + question.Path));
        if (question.Form is not null)
            request.Content = new StringContent(question.Form, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await http.SendAsync(request, ct);
        var body = await answer.Content.ReadAsStringAsync(ct);
        var type = answer.Content.Headers.ContentType?.MediaType ?? "";
        return new ExactAnswer($"{(int)answer.StatusCode} " + (type == "application/json" ? Normal(JsonNode.Parse(body)!, question.Query) : $"{type} {body.TrimEnd()}"));
    }

    /// <summary>Whether all numbers differ by no more than the last bits and all else is the same.</summary>
    internal bool IsNear(ExactAnswer other, double tolerance)
    {
        var (left, right) = (Text.Split(Separators), other.Text.Split(Separators));
        return left.Length == right.Length && left.Zip(right).All(pair => pair.First == pair.Second || IsNear(pair.First, pair.Second, tolerance));
    }

    static bool IsNear(string left, string right, double tolerance) =>
        double.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var a) && double.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var b)
        && Math.Abs(a - b) <= tolerance * Math.Max(Math.Abs(a), Math.Abs(b));

    static string Normal(JsonNode body, string query)
    {
        var text = new StringBuilder().Append(body["status"]).Append(' ').Append(body["errorType"]).Append(' ').Append(body["error"]).Append('\n');
        if (body["data"] is JsonObject data && data["result"] is JsonArray result && data["resultType"]!.ToString() is "matrix" or "vector")
            text.Append(body["data"]!["resultType"]).Append('\n').AppendJoin('\n', Ordered(((JsonArray)body["data"]!["result"]!).Select(Row), query));
        else
            text.Append(body["data"]?.ToJsonString(Plain));
        foreach (var kind in (string[])["warnings", "infos"])
        {
            if (body[kind] is JsonArray remarks)
                text.Append('\n').Append(kind).Append(' ').AppendJoin('\n', remarks.Select(static r => r!.ToString()).Order(StringComparer.Ordinal));
        }

        return text.ToString();
    }

    // Only what is sorted by a query has an order, and equal values have none even then.
    static IEnumerable<string> Ordered(IEnumerable<string> rows, string query) => query.StartsWith("sort(", StringComparison.Ordinal) || query.StartsWith("sort_desc(", StringComparison.Ordinal)
        ? rows.Select((row, i) => (Row: row, At: i)).GroupBy(static row => ValueOf(row.Row)).OrderBy(static group => group.Min(static row => row.At)).SelectMany(static group => group.Select(static row => row.Row).Order(StringComparer.Ordinal))
        : query.StartsWith("sort", StringComparison.Ordinal) ? rows : rows.Order(StringComparer.Ordinal);

    static string ValueOf(string row) => row[(row.LastIndexOf('}', row.LastIndexOf(" value", StringComparison.Ordinal) is >= 0 and var at ? at : row.Length - 1) + 1)..].Replace("\"-0\"", "\"0\"", StringComparison.Ordinal);

    static string Row(JsonNode? row)
    {
        var labels = row!["metric"]!.AsObject().OrderBy(static l => l.Key, StringComparer.Ordinal).Select(static l => $"{l.Key}={l.Value}");
        var values = ((string[])["value", "values", "histogram", "histograms"]).Where(name => row[name] is not null).Select(name => $"{name} {row[name]!.ToJsonString(Plain)}");
        return $"{{{string.Join(',', labels)}}} {string.Join(' ', values)}";
    }
}
