using Almagest.Query.LogQL.Pipeline;
using Almagest.Query.LogQL.Syntax;
using Almagest.Telemetry.Logs.Tail;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>Follows the lines a LogQL query finds.</summary>
public sealed class LogQlFollower : ILineFollower
{
    const int MostJudged = 20_000;

    readonly LogQlQuestion _question;
    readonly LogSelectorExpr _selector;
    readonly LinePipeline _pipeline;
    readonly LogTail _tail;
    StreamNames? _names;

    /// <exception cref="Almagest.Model.UserErrorException">The query is not LogQL, or asks for numbers.</exception>
    public LogQlFollower(LogTails tails, LogQlQuestion question)
    {
        _question = question;
        _selector = LogQlFaults.Selector(question.Query);
        _pipeline = LogQlFaults.Told(() => new LinePipeline(_selector.Stages));
        _tail = tails.Add(new LogTailRequest(question.Tenant, _selector.Matchers, 0));
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitAsync(CancellationToken ct) => _tail.Lines.WaitToReadAsync(ct);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FoundLog>> TakeAsync(int most, CancellationToken ct)
    {
        var lines = new List<FoundLog>();
        for (var judged = 0; judged < MostJudged && lines.Count < most && _tail.Lines.TryRead(out var line); judged++)
        {
            if (_pipeline.Process(line.TimeNano, line.Text, line.Stream, line.Metadata) is not { } kept)
                continue;
            // A stream may be younger than the list.
            if (_names is null || _names.Of(line.Stream).Length == 0)
                _names = await StreamNames.ReadAsync(_question with { FromNano = line.TimeNano, ToNano = line.TimeNano + 1 }, _selector.Matchers, ct);
            lines.Add(LogQlLine.Of(line, kept, _names.Of(line.Stream)));
        }

        return lines;
    }

    /// <inheritdoc/>
    public long TakeDropped() => _tail.TakeDropped().Count;

    /// <inheritdoc/>
    public void Dispose() => _tail.Dispose();
}
