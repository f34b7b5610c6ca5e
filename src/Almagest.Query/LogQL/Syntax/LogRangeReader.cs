using Almagest.Query.PromQL.Sources;

namespace Almagest.Query.LogQL.Syntax;

/// <summary>Reads lines of a window. The range may stand behind the selector, behind the pipeline or behind a parenthesis around them.</summary>
sealed class LogRangeReader(LogQlTokens tokens, StageReader stages)
{
    internal LogRange Read()
    {
        if (!tokens.Accept("("))
            return Bare();
        if (tokens.At("("))
        {
            var inner = Read();
            Close();
            return inner;
        }

        var selector = Selector();
        var unwrap = stages.UnwrapOrNone();
        if (tokens.At(LogQlToken.Range))
        {
            var inner = Ranged(selector, unwrap);
            Close();
            return inner;
        }

        if (!tokens.Accept(")"))
            throw unwrap is null ? tokens.Unexpected() : tokens.Unexpected(LogQlToken.Range, ")", "|");
        var interval = tokens.At(LogQlToken.Range) ? tokens.Take().Nanos : throw tokens.Unexpected(LogQlToken.Range);
        var offset = Offset();
        if (unwrap is null && selector.Stages.Count == 0)
            unwrap = stages.UnwrapOrNone();
        return new LogRange(selector, interval, offset, unwrap);
    }

    LogRange Bare()
    {
        var selector = Selector();
        return Ranged(selector, stages.UnwrapOrNone());
    }

    LogRange Ranged(LogSelectorExpr selector, Unwrap? unwrap)
    {
        if (!tokens.At(LogQlToken.Range))
            throw unwrap is not null ? tokens.Unexpected(LogQlToken.Range, "|") : tokens.Unexpected();
        var interval = tokens.Take().Nanos;
        var offset = Offset();
        if (unwrap is not null || selector.Stages.Count > 0)
            return new LogRange(selector, interval, offset, unwrap);
        var after = new LogSelectorExpr(selector.Matchers, stages.Pipeline());
        return new LogRange(after, interval, offset, stages.UnwrapOrNone());
    }

    LogSelectorExpr Selector()
    {
        if (!tokens.At("{"))
            throw tokens.Unexpected("{", "(");
        IReadOnlyList<LabelMatcher> matchers = stages.Matchers();
        return new LogSelectorExpr(matchers, stages.Pipeline());
    }

    long Offset() => tokens.Accept("offset") ? tokens.Expect(LogQlToken.Duration).Nanos : 0;

    void Close() => tokens.Expect(")");
}
