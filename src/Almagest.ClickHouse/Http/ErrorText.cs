using System.Globalization;
using System.Text.RegularExpressions;

namespace Almagest.ClickHouse.Http;

/// <summary>
/// Reads the server's error text: <c>Code: 62. DB::Exception: message (SYNTAX_ERROR) (version 26.7.2.1)</c>, with an optional
/// stack trace and, from distributed queries, a prefix per server.
/// </summary>
static partial class ErrorText
{
    const int MaxLength = 16 * 1024;

    public static ClickHouseException Parse(string text, string queryId, int headerCode = 0)
    {
        if (text.Length > MaxLength)
            text = text[..MaxLength];
        var code = CodePrefix().Match(text) is { Success: true } prefix
            ? int.Parse(prefix.Groups[1].Value, CultureInfo.InvariantCulture)
            : headerCode;
        var stack = text.IndexOf("Stack trace:", StringComparison.Ordinal);
        if (stack >= 0)
            text = text[..stack];
        text = Version().Replace(text, "").Trim();
        var name = NameSuffix().Match(text);
        if (name.Success)
            text = text[..name.Index];
        text = Prefixes().Replace(text, "").Trim().TrimEnd('.', ' ', ',');
        if (code == (int)ClickHouseError.Http && text.Contains("Field value too long", StringComparison.Ordinal))
            text = "a parameter is longer than the store accepts (http_max_field_value_size, by default 131072 characters)";
        return new ClickHouseException(code, name.Success ? name.Groups[1].Value : "", text, queryId, PositionIn(text));
    }

    static QueryPosition? PositionIn(string text)
    {
        var match = Place().Match(text);
        if (!match.Success)
            return null;
        var position = Number(match.Groups[1]);
        return match.Groups[2].Success
            ? new QueryPosition(position - 1, Number(match.Groups[2]), Number(match.Groups[3]))
            : new QueryPosition(position - 1, 1, position);
    }

    static int Number(Group group) => int.TryParse(group.ValueSpan, CultureInfo.InvariantCulture, out var n) ? n : 1;

    [GeneratedRegex(@"^\s*(?:Poco::Exception\. )?Code: (\d{1,9})[.,]")]
    private static partial Regex CodePrefix();

    [GeneratedRegex(@"\s*\(version [^()]*(?:\([^()]*\))?\)\s*", RegexOptions.RightToLeft)]
    private static partial Regex Version();

    [GeneratedRegex(@"\s*\(([A-Z][A-Z0-9_]+)\)\s*$")]
    private static partial Regex NameSuffix();

    [GeneratedRegex(@"^\s*(?:Poco::Exception\. )?Code: \d+[.,]\s*|e\.code\(\) = \d+,\s*|Received from [^ ]+\s*|DB::(?:Net|Err)?(?:no)?Exception:\s*")]
    private static partial Regex Prefixes();

    [GeneratedRegex(@"failed at position (\d+)(?: \(.*?\) \(line (\d+), col (\d+)\))?", RegexOptions.Singleline)]
    private static partial Regex Place();
}
