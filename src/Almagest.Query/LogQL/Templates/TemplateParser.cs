using System.Globalization;
using Almagest.Query.LogQL.Literals;
using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Templates;

/// <summary>Parses Go's templates (https://pkg.go.dev/text/template).</summary>
sealed class TemplateParser(string name, string text)
{
    readonly List<string> _variables = ["$"];
    int _at;
    int _line = 1;
    int _ranges;
    List<TemplateWord> _words = [];
    int _word;
    int _begin;
    string _context = "command";

    /// <summary>Templates that are defined inside.</summary>
    internal Dictionary<string, IReadOnlyList<TemplateNode>> Defined { get; } = [];

    internal IReadOnlyList<TemplateNode> Parse()
    {
        var nodes = List(out var end);
        return end is null ? nodes : throw Fault($"unexpected {{{{{end}}}}}");
    }

    /// <summary>Nodes up to the end or to <c>end</c> or <c>else</c>, whose words are then at hand.</summary>
    List<TemplateNode> List(out string? end)
    {
        var nodes = new List<TemplateNode>();
        while (NextText(nodes))
        {
            // A comment.
            if (_words.Count == 0)
                continue;
            var first = _words[0];
            if (first.Kind == WordKind.Name && first.Text is "end" or "else")
            {
                end = first.Text;
                return nodes;
            }

            nodes.Add(Action(first));
        }

        end = null;
        return nodes;
    }

    /// <summary>Adds the text before the next action and reads that action's words; false at the end.</summary>
    bool NextText(List<TemplateNode> into)
    {
        var open = text.IndexOf("{{", _at, StringComparison.Ordinal);
        if (open < 0)
        {
            AddText(into, text[_at..]);
            _at = text.Length;
            return false;
        }

        var before = text[_at..open];
        var trimsLeft = open + 3 < text.Length && text[open + 2] == '-' && char.IsWhiteSpace(text[open + 3]);
        AddText(into, trimsLeft ? before.TrimEnd() : before);
        _line += before.Count(static c => c == '\n');
        var start = open + (trimsLeft ? 3 : 2);
        var at = trimsLeft ? open + 4 : start;
        if (text.AsSpan(at).StartsWith("/*"))
        {
            Comment(at + 2);
            _words = [];
            return true;
        }

        var close = Close(start);
        var isClosed = close >= 0;
        if (!isClosed)
            close = text.Length;
        var trimsRight = isClosed && text[close - 1] == '-' && close - 1 > start && char.IsWhiteSpace(text[close - 2]);
        var inside = text[start..(trimsRight ? close - 1 : close)];
        _at = Math.Min(close + 2, text.Length);
        if (trimsRight)
            SkipSpace();
        _words = new TemplateLexer(inside, start, isClosed).All();
        _word = 0;
        _context = "command";
        _begin = start;
        if (_words.Count == 0)
            throw Fault("missing value for command");
        return true;
    }

    // Go takes a comment only where nothing stands between it and the signs around it.
    void Comment(int start)
    {
        var end = text.IndexOf("*/", start, StringComparison.Ordinal);
        if (end < 0)
            throw Fault("unclosed comment");
        _at = end + 2;
        var trims = _at + 3 < text.Length && char.IsWhiteSpace(text[_at]) && text[_at + 1] == '-';
        if (!text.AsSpan(trims ? _at + 2 : _at).StartsWith("}}"))
            throw Fault("comment ends before closing delimiter");
        _at += trims ? 4 : 2;
        if (trims)
            SkipSpace();
    }

    void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
    }

    static void AddText(List<TemplateNode> into, string text)
    {
        if (text.Length > 0)
            into.Add(new TextNode(text));
    }

    // The end of an action may not be looked for inside of quotes; -1 when it is missing.
    int Close(int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] is '"' or '`' or '\'')
            {
                var quote = text[i];
                for (i++; i < text.Length && text[i] != quote && (quote == '`' || text[i] != '\n'); i++)
                    if (text[i] == '\\' && quote != '`')
                        i++;
                if (i >= text.Length || text[i] != quote)
                    return -1;
            }
            else if (text.AsSpan(i).StartsWith("}}"))
                return i;
        }

        return -1;
    }

    TemplateNode Action(TemplateWord first)
    {
        switch (first.Kind == WordKind.Name ? first.Text : "")
        {
            case "if":
                _word++;
                return Branch("if", static (pipe, then, otherwise) => new IfNode(pipe, then, otherwise));
            case "with":
                _word++;
                return Branch("with", static (pipe, then, otherwise) => new WithNode(pipe, then, otherwise));
            case "range":
                _word++;
                _ranges++;
                var range = Branch("range", static (pipe, body, otherwise) => new RangeNode(pipe, body, otherwise));
                _ranges--;
                return range;
            case "break" or "continue" when _words.Count == 1:
                if (_ranges == 0)
                    throw Fault($"{{{{{first.Text}}}}} outside {{{{range}}}}");
                return first.Text == "break" ? new BreakNode() : new ContinueNode();
            case "template":
                return Call("template");
            case "define":
                Define(Name("define"));
                return new TextNode("");
            case "block":
                var block = Call("block");
                Define(block.Name);
                return block;
            default:
                return new ActionNode(All());
        }
    }

    TemplateCallNode Call(string word)
    {
        var called = Name(word);
        return new TemplateCallNode(called, _word < _words.Count ? All() : word == "block" ? throw Fault("missing value for block clause") : null);
    }

    /// <summary>The name behind a word.</summary>
    string Name(string word)
    {
        _word++;
        return _word < _words.Count && _words[_word].Kind == WordKind.Text ? _words[_word++].Text
            : throw (_word < _words.Count ? Unexpected(_words[_word], $"{word} clause") : Fault($"unexpected \"}}}}\" in {word} clause"));
    }

    // What is defined sees none of the variables around it.
    void Define(string defined)
    {
        var known = _variables.Skip(1).ToList();
        _variables.RemoveRange(1, known.Count);
        var body = List(out var end);
        if (end != "end")
            throw Fault(end is null ? "unexpected EOF" : $"unexpected {{{{{end}}}}} in define clause");
        _variables.AddRange(known);
        Defined[defined] = body;
    }

    TemplateNode Branch(string word, Func<PipeNode, IReadOnlyList<TemplateNode>, IReadOnlyList<TemplateNode>, TemplateNode> make)
    {
        var known = _variables.Count;
        _context = word;
        var pipe = _word < _words.Count ? All() : throw Fault($"missing value for {word}");
        var then = List(out var end);
        IReadOnlyList<TemplateNode> otherwise = [];
        if (end == "else" && _words.Count > 1)
        {
            // else if: the rest is a branch of its own that takes the same end.
            if (_words[1].Text != (word == "with" ? "with" : "if") || word == "range")
                throw Unexpected(_words[1], "input");
            _word = 2;
            otherwise = [word == "if"
                ? Branch("if", static (p, t, o) => new IfNode(p, t, o)) : Branch("with", static (p, t, o) => new WithNode(p, t, o))];
        }
        else
        {
            if (end == "else")
                otherwise = List(out end);
            if (end != "end")
                throw Fault(end is null ? "unexpected EOF" : $"expected end; found {{{{{end}}}}}");
        }

        _variables.RemoveRange(known, _variables.Count - known);
        return make(pipe, then, otherwise);
    }

    PipeNode All()
    {
        var pipe = Pipe();
        return _word == _words.Count ? pipe : throw Unexpected(_words[_word], "operand");
    }

    PipeNode Pipe()
    {
        var begin = _word;
        var (variables, assigns) = Variables();
        var commands = new List<CommandNode>();
        do
        {
            // Go takes a sign with nothing behind it.
            if (commands.Count > 0 && _word == _words.Count)
                break;
            var command = Command();
            if (commands.Count > 0 && command.Operands[0] is ConstantNode)
                throw Fault($"non executable command in pipeline stage {commands.Count + 1}");
            commands.Add(command);
        }
        while (Accept("|"));
        var set = variables.Count == 0 ? "" : $"{string.Join(", ", variables)} {(assigns ? "=" : ":=")} ";
        return new PipeNode(variables, assigns, commands, new TemplatePlace(begin < _words.Count ? _words[begin].At : 0, set + string.Join(" | ", commands.Select(static c => c.Place.Source))));
    }

    (List<string> Names, bool Assigns) Variables()
    {
        var names = new List<string>();
        var at = _word;
        while (at + 1 < _words.Count && _words[at].Kind == WordKind.Variable && _words[at + 1].Text is ":=" or "=" or ",")
        {
            names.Add(_words[at].Text);
            at += 2;
            if (_words[at - 1].Text == ",")
                continue;
            _word = at;
            if (names.Count > (_context == "range" ? 2 : 1))
                throw Fault($"too many declarations in {_context}");
            var assigns = _words[at - 1].Text == "=";
            if (!assigns)
                _variables.AddRange(names);
            return (names, assigns);
        }

        return ([], false);
    }

    CommandNode Command()
    {
        var operands = new List<OperandNode>();
        var begin = _word;
        while (_word < _words.Count && !IsSign("|") && !(operands.Count > 0 && IsSign(")")))
        {
            var word = _words[_word];
            if (word.Kind is WordKind.Fault || (word.Kind is WordKind.Sign && word.Text != "("))
                throw word.Text == ")" && operands.Count == 0 ? Fault($"missing value for {_context}") : Unexpected(word, operands.Count == 0 ? _context : "operand");
            // Two operands need space between them.
            if (operands.Count > 0 && !word.Spaced)
                throw Unexpected(word, "operand");
            operands.Add(Operand());
        }

        if (operands.Count == 0)
            throw _word < _words.Count ? Unexpected(_words[_word], _context) : Fault($"missing value for {_context}");
        return new CommandNode(operands, new TemplatePlace(_words[begin].At, string.Join(' ', operands.Select(Source))));
    }

    static string Source(OperandNode operand) => operand switch
    {
        GroupNode { Fields.Count: 0 } group => $"({group.Pipe.Place.Source})",
        GroupNode group => $"({group.Pipe.Place.Source}).{string.Join('.', group.Fields)}",
        _ => operand.Place.Source,
    };

    OperandNode Operand()
    {
        var begin = _word;
        var operand = Bare();
        if (operand is GroupNode { Fields.Count: 0 } group)
            return operand with { Place = group.Pipe.Place };
        if (operand is GroupNode { Fields: var fields } chain)
            return operand with { Place = new TemplatePlace(_words[_word - fields.Count].At, Source(chain)) };
        // Of several fields Go tells the place of the second.
        return operand with { Place = new TemplatePlace(_words[Math.Min(begin + 1, _word - 1)].At, string.Concat(_words[begin.._word].Select(static w => w.Source))) };
    }

    OperandNode Bare()
    {
        var word = _words[_word++];
        switch (word.Kind)
        {
            case WordKind.Text or WordKind.Number or WordKind.Name when word.Kind != WordKind.Name || word.Text is "true" or "false" or "nil":
                var constant = word.Kind switch { WordKind.Text => new ConstantNode(word.Text), WordKind.Number => new ConstantNode(Number(word.Text)), _ => (ConstantNode)Word(word.Text) };
                return Fields() is { Count: 0 } ? constant : throw Fault($"unexpected . after term {GoText.Quote(word.Source)}");
            case WordKind.Field:
                return new FieldNode(word.Text.Length == 0 ? [] : [word.Text, .. Fields()]);
            case WordKind.Variable:
                return _variables.Contains(word.Text) ? new VariableNode(word.Text, Fields()) : throw Fault($"undefined variable \"{word.Text}\"");
            case WordKind.Name:
                var bare = Word(word.Text);
                var place = new TemplatePlace(word.At, word.Source);
                return bare is FunctionNode function && Fields() is { Count: > 0 } fields
                    ? new GroupNode(new PipeNode([], false, [new CommandNode([function with { Place = place }], place)], place), fields) : bare;
            case WordKind.Sign when word.Text == "(":
                var outer = _context;
                _context = "parenthesized pipeline";
                var pipe = Pipe();
                _context = outer;
                if (!Accept(")"))
                    throw _word < _words.Count ? Unexpected(_words[_word], "operand") : Fault("unclosed left paren");
                return new GroupNode(pipe, Fields());
            default:
                throw Unexpected(word, "operand");
        }
    }

    OperandNode Word(string word) => word switch
    {
        "true" => new ConstantNode(true),
        "false" => new ConstantNode(false),
        "nil" => new ConstantNode(null),
        _ => TemplateFunctions.Exists(word, name) ? new FunctionNode(word) : throw Fault($"function \"{word}\" not defined"),
    };

    List<string> Fields()
    {
        var fields = new List<string>();
        while (_word < _words.Count && _words[_word] is { Kind: WordKind.Field, Spaced: false, Text.Length: > 0 })
            fields.Add(_words[_word++].Text);
        return fields;
    }

    object Number(string text)
    {
        if (long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal))
            return hexadecimal;
        return GoNumbers.TryParseFloat(text, out var value) ? value : throw Fault($"illegal number syntax: {GoText.Quote(text)}");
    }

    bool Accept(string sign)
    {
        if (!IsSign(sign))
            return false;
        _word++;
        return true;
    }

    bool IsSign(string sign) => _word < _words.Count && _words[_word].Kind == WordKind.Sign && _words[_word].Text == sign;

    TemplateException Unexpected(TemplateWord word, string where) => Fault(word.Kind == WordKind.Fault ? word.Text : $"unexpected {word.Shown} in {where}");

    // The line of the word at hand: an action may go over several.
    TemplateException Fault(string what)
    {
        var line = _line;
        if (_word > 0 && _word <= _words.Count)
            line += text.AsSpan(_begin, Math.Max(0, (_word < _words.Count ? _words[_word].At : _words[^1].At) - _begin)).Count('\n');
        return new TemplateException(string.Create(CultureInfo.InvariantCulture, $"template: {name}:{line}: {what}"));
    }
}
