using System.Text;
using System.Text.RegularExpressions;
using Almagest.Model;
using Almagest.Query.PromQL.Engine;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.PromQL.Functions;

/// <summary><c>label_replace</c>.</summary>
static class LabelReplace
{
    public static List<StepColumn> Evaluate(Evaluator evaluator, CallExpr call)
    {
        string[] texts = [.. call.Arguments.Skip(1).Select(static argument => ((StringExpr)argument).Value)];
        var (target, replacement, source, pattern) = (texts[0], texts[1], texts[2], texts[3]);
        var regex = Compile(pattern);
        if (!LabelNames.IsValid(target))
            throw new PromQlException($"invalid destination label name in label_replace(): {target}");
        var columns = evaluator.Evaluate(call.Arguments[0]);
        foreach (var column in columns)
        {
            var match = regex.Match(column.Labels[source]);
            if (!match.Success)
                continue;
            column.Labels = LabelSets.With(column.Labels, target, Expand(replacement, match));
            if (target == Labels.MetricName)
                column.DropName = false;
        }

        return ColumnMerge.Merge(columns);
    }

    static Regex Compile(string pattern)
    {
        try
        {
            // Go names groups (?P<name>…), .NET (?<name>…).
            return new Regex($"^(?s:{pattern.Replace("(?P<", "(?<", StringComparison.Ordinal)})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException)
        {
            throw new PromQlException($"invalid regular expression in label_replace(): {pattern}");
        }
    }

    // Go's template: $1, $name, ${1}, $$; the longest word counts, and an unknown group is empty.
    static string Expand(string template, Match match)
    {
        var text = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            if (template[at] != '$' || at + 1 == template.Length)
            {
                text.Append(template[at++]);
                continue;
            }

            if (template[at + 1] == '$')
            {
                text.Append('$');
                at += 2;
                continue;
            }

            var braced = template[at + 1] == '{';
            var start = at + (braced ? 2 : 1);
            var end = start;
            while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
                end++;
            if (end == start || (braced && (end == template.Length || template[end] != '}')))
            {
                text.Append(template[at++]);
                continue;
            }

            text.Append(Group(match, template[start..end]));
            at = braced ? end + 1 : end;
        }

        return text.ToString();
    }

    static string Group(Match match, string name) => match.Groups[name] is { Success: true } group ? group.Value : "";
}
