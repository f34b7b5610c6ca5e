using Almagest.Query.LogQL.Templates;

namespace Almagest.Tests.Query.LogQL.Templates;

public sealed class TemplateTests
{
    static readonly Dictionary<string, object?> Labels = new()
    {
        ["name"] = "Ada Lovelace", ["n"] = "42", ["took"] = "1m30s", ["json"] = """{"a":{"b":[1,2.5]},"s":"t","ok":true}""", ["empty"] = "",
    };

    [Theory]
    [InlineData("{{.name}} {{ .gone }}|", "Ada Lovelace |")]
    [InlineData("a {{- \" b \" -}} c", "a b c")]
    [InlineData("{{/* nothing */}}x", "x")]
    [InlineData("{{ if .empty }}a{{ else if eq .n \"42\" }}b{{ else }}c{{ end }}", "b")]
    [InlineData("{{ if and .name (not .empty) }}yes{{ end }}", "yes")]
    [InlineData("{{ with .name }}{{ . }}!{{ end }}{{ with .gone }}x{{ else }}y{{ end }}", "Ada Lovelace!y")]
    [InlineData("{{ $x := .n }}{{ $x = add $x 1 }}{{ $x }}", "43")]
    [InlineData("{{ range $i, $e := fromJson \"[3,4]\" }}{{ $i }}={{ $e }};{{ end }}", "0=3;1=4;")]
    [InlineData("{{ range $k, $v := fromJson .json }}{{ $k }},{{ end }}", "a,ok,s,")]
    [InlineData("{{ range fromJson \"[1,2,3]\" }}{{ if eq . 2.0 }}{{ continue }}{{ end }}{{ . }}{{ end }}", "13")]
    [InlineData("{{ (fromJson .json).a.b }} {{ index (fromJson .json) \"s\" }} {{ len .name }}", "[1 2.5] t 12")]
    [InlineData("{{ .name | lower | replace \" \" \"_\" | trunc 5 }}", "ada_l")]
    [InlineData("{{ upper .name | trunc -3 }}{{ title \"a bc\" }}{{ substr 1 3 \"abcd\" }}", "ACEA Bcbc")]
    [InlineData("{{ contains \"Love\" .name }} {{ hasPrefix \"Ada\" .name }} {{ hasSuffix \"x\" .name }}", "true true false")]
    [InlineData("{{ trim \"  x \" }}{{ trimAll \"$\" \"$5$\" }}{{ trimPrefix \"a\" \"ab\" }}{{ trimSuffix \"b\" \"ab\" }}", "x5ba")]
    [InlineData("{{ indent 2 \"a\\nb\" }}{{ nindent 1 \"c\" }}{{ repeat 3 \"-\" }}", "  a\n  b\n c---")]
    [InlineData("{{ alignLeft 4 \"ab\" }}|{{ alignRight 4 \"ab\" }}|{{ alignLeft 1 \"ab\" }}", "ab  |  ab|a")]
    [InlineData("{{ add 1 2 3 }} {{ sub 5 2 }} {{ mul 2 3 }} {{ div 7 2 }} {{ mod 7 2 }} {{ max 1 \"9\" }} {{ min 4 2 }}", "6 3 6 3 1 9 2")]
    [InlineData("{{ addf 0.1 0.2 }} {{ subf 1 0.9 }} {{ mulf 1.5 2 }} {{ divf 1 4 }} {{ maxf 1 2.5 }} {{ minf 1 2.5 }}", "0.3 0.1 3 0.25 2.5 1")]
    [InlineData("{{ ceil 1.2 }} {{ floor 1.8 }} {{ round 1.2345 2 }} {{ int \"7\" }} {{ float64 \"1.5\" }}", "2 1 1.23 7 1.5")]
    [InlineData("{{ bytes \"2 KiB\" }} {{ duration .took }} {{ duration_seconds \"250ms\" }}", "2048 90 0.25")]
    [InlineData("{{ regexReplaceAll \"(a)(.)\" \"abac\" \"${2}$1\" }} {{ regexReplaceAllLiteral \"a\" \"aba\" \"$1\" }} {{ count \"a|b\" \"aabc\" }}", "baca $1b$1 3")]
    [InlineData("{{ urlencode \"a b&c\" }} {{ urldecode \"a+b%26c\" }} {{ b64enc \"hi\" }} {{ b64dec \"aGk\" }}", "a+b%26c a b&c aGk= hi")]
    [InlineData("{{ __timestamp__ | date \"2006-01-02T15:04:05.000Z07:00\" }}", "2023-11-14T22:13:20.123Z")]
    [InlineData("{{ __timestamp__ }} {{ unixEpochMillis __timestamp__ }}", "2023-11-14 22:13:20.123456789 +0000 UTC 1700000000123")]
    [InlineData("{{ toDate \"2006-01-02\" \"2024-02-29\" | unixEpoch }} {{ unixToTime \"1700000000\" | date \"Mon, 2 Jan 06 3:04PM\" }}", "1709164800 Tue, 14 Nov 23 10:13PM")]
    [InlineData("{{ toDateInZone \"2006-01-02 15:04\" \"Europe/Berlin\" \"2024-01-01 01:00\" | unixEpoch }}", "1704067200")]
    [InlineData("{{ default \"-\" .empty }} {{ default \"-\" .n }} {{ .n | default \"-\" }}", "- 42 42")]
    [InlineData("{{ printf \"%5.2f|%-4s|%04d|%q|%v|%%\" 3.14159 \"ab\" 7 \"x\" true }}", " 3.14|ab  |0007|\"x\"|true|%")]
    [InlineData("{{ print 1 2 \"a\" }} {{ eq .n \"41\" \"42\" }} {{ lt 1 2 }} {{ ge \"b\" \"a\" }} {{ ne 1 2 }}", "1 2a true true true true")]
    [InlineData("{{ Replace \"aaa\" \"a\" \"b\" 2 }}{{ TrimLeft \"xxa\" \"x\" }}{{ ToUpper \"q\" }}", "bbaaQ")]
    [InlineData("{{ mulf 1000 1000 }} {{ float64 \"123456\" }} {{ float64 \"1234567\" }} {{ printf \"%g %U\" 1e7 233 }} {{ (fromJson \"[1e6]\") }}", "1e+06 123456 1.234567e+06 1e+07 U+00E9 [1e+06]")]
    [InlineData("{{ define \"t\" }}<{{ . }}>{{ end }}{{ template \"t\" .n }}{{ block \"b\" .name }}{{ len . }}{{ end }}", "<42>12")]
    [InlineData("{{ toDate \"2006-01-02\" \"x\" }} {{ __timestamp__.Year }} {{ 1_000 }}", "0001-01-01 00:00:00 +0000 UTC 2023 1000")]
    [InlineData("{{ fromJson \"\\\"a\\\\ud83d\\\"\" }}", "a\ufffd")]
    [InlineData("{{ html \"<a>\" }} {{ slice \"abcd\" 1 3 }} {{ __line__ }}", "&lt;a&gt; bc the line")]
    public void Template_prints(string template, string expected) => Run(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ div 1 0 }}", "error calling div: runtime error: integer divide by zero")]
    [InlineData("{{ regexReplaceAll \"(\" \"a\" \"b\" }}", "error calling regexReplaceAll: error parsing regexp: missing closing ): `(`")]
    [InlineData("{{ unixToTime \"12\" }}", "unable to parse time '12'")]
    [InlineData("{{ lower 5 }}", "template: t:1:9: executing \"t\" at <5>: expected string; found 5")]
    [InlineData("{{ lower . }}", "template: t:1:9: executing \"t\" at <.>: wrong type for value; expected string; got map[string]string")]
    [InlineData("{{ .n | trunc \"x\" }}", "template: t:1:14: executing \"t\" at <\"x\">: expected integer; found \"x\"")]
    [InlineData("é\n {{ if lower }}{{ end }}", "template: t:2:7: executing \"t\" at <lower>: wrong number of args for lower: want 1 got 0")]
    [InlineData("é {{ div 1 (sub 2 2) | add 1 }}", "template: t:1:6: executing \"t\" at <div 1 (sub 2 2)>: error calling div: runtime error: integer divide by zero")]
    [InlineData("{{ .n.x.y }}", "template: t:1:5: executing \"t\" at <.n.x.y>: can't evaluate field x in type string")]
    [InlineData("{{ range .name }}{{ end }}", "executing \"t\" at <.name>: range can't iterate over Ada Lovelace")]
    [InlineData("{{ nil }}", "at <nil>: nil is not a command")]
    [InlineData("{{ call .n }}", "at <call .n>: error calling call: non-function .n of type string")]
    [InlineData("{{ template \"no\" }}", "template \"no\" not defined")]
    [InlineData("{{ define \"t\" }}{{ template \"t\" }}{{ end }}{{ template \"t\" }}", "exceeded maximum template depth")]
    [InlineData("{{ (fromJson \"{}\").a.b }}", "nil pointer evaluating")]
    [InlineData("{{ lt 1 \"a\" }}", "incompatible types for comparison")]
    public void Failing_function_is_told(string template, string fault) => Should.Throw<TemplateException>(() => Run(template)).Message.ShouldContain(fault);

    [Theory]
    [InlineData("{{ .a", "unclosed action")]
    [InlineData("{{ \"a }}", "unterminated quoted string")]
    [InlineData("{{ with }}x{{ end }}", "missing value for with")]
    [InlineData("{{ end }}", "unexpected {{end}}")]
    [InlineData("{{ if .a }}", "unexpected EOF")]
    [InlineData("{{ $x }}", "undefined variable \"$x\"")]
    [InlineData("{{ break }}", "{{break}} outside {{range}}")]
    [InlineData("{{ }}", "missing value for command")]
    [InlineData("{{ nope }}", "function \"nope\" not defined")]
    public void Malformed_template_is_refused(string template, string fault) => Should.Throw<TemplateException>(() => Template.Parse("t", template)).Message.ShouldContain(fault);

    [Fact]
    public void Fields_are_known_without_running() =>
        Template.Parse("t", "{{ if .a }}{{ lower .b }}{{ (index .c .d) }}{{ end }}").Fields.ShouldBe(["a", "b", "c", "d"]);

    static string Run(string template) => Template.Parse("t", template).Execute(new TemplateLine("the line", 1_700_000_000_123_456_789, Labels));
}
