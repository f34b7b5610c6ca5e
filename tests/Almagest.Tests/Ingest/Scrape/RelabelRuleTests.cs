using Almagest.Server.Ingest.Scrape.Configuration;
using Almagest.Server.Ingest.Scrape.Relabeling;
using YamlDotNet.RepresentationModel;

namespace Almagest.Tests.Ingest.Scrape;

public sealed class RelabelRuleTests
{
    // The labels before are always a=foo, b=bar, c=baz; "dropped" when nothing is left.
    [Theory]
    [InlineData("{source_labels: [a], regex: 'f(.*)', target_label: d, replacement: 'ch${1}-ch${1}'}", "a=foo b=bar c=baz d=choo-choo")]
    [InlineData("{source_labels: [a, b], regex: 'f(.*);(.*)r', target_label: a, replacement: 'b${1}${2}m'}", "a=boobam b=bar c=baz")]
    [InlineData("{source_labels: [a], regex: 'nope', target_label: d}", "a=foo b=bar c=baz")]
    [InlineData("{target_label: a, replacement: ''}", "b=bar c=baz")]
    [InlineData("{source_labels: [a], regex: '(?P<x>f.)o', target_label: '${x}', replacement: '$x$$'}", "a=foo b=bar c=baz fo=fo$")]
    [InlineData("{source_labels: [a], regex: 'o', action: keep}", "dropped")]
    [InlineData("{source_labels: [a], regex: '.*o.*', action: drop}", "dropped")]
    [InlineData("{source_labels: [a], regex: 'fo', action: drop}", "a=foo b=bar c=baz")]
    [InlineData("{source_labels: [c], target_label: d, action: hashmod, modulus: 1000}", "a=foo b=bar c=baz d=976")]
    [InlineData("{source_labels: [c], target_label: d, action: hashmod, modulus: 18446744073709551615}", "a=foo b=bar c=baz d=16450797887570275976")]
    [InlineData("{regex: '(b.*)|(a)', action: labelmap, replacement: 'x_$1$2'}", "a=foo b=bar c=baz x_a=foo x_b=bar")]
    [InlineData("{regex: '(b.*)', action: labeldrop}", "a=foo c=baz")]
    [InlineData("{regex: '(b.*)', action: labelkeep}", "b=bar")]
    [InlineData("{source_labels: [a], target_label: d, action: uppercase}", "a=foo b=bar c=baz d=FOO")]
    [InlineData("{source_labels: [a], target_label: b, action: keepequal}", "dropped")]
    [InlineData("{source_labels: [a], target_label: b, action: dropequal}", "a=foo b=bar c=baz")]
    public void Rule_changes_labels(string rule, string expected)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["a"] = "foo", ["b"] = "bar", ["c"] = "baz" };
        var kept = RelabelRule.Apply(Read(rule), labels);
        (kept ? string.Join(' ', labels.Select(static l => $"{l.Key}={l.Value}")) : "dropped").ShouldBe(expected);
    }

    static IReadOnlyList<RelabelRule> Read(string rule)
    {
        var yaml = new YamlStream();
        using var reader = new StringReader($"relabel_configs: [{rule}]");
        yaml.Load(reader);
        return RelabelReader.ReadAll(new ConfigMap(yaml.Documents[0].RootNode, "test"), "relabel_configs");
    }
}
