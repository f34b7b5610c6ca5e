using Almagest.Query.PromQL.Engine;

namespace Almagest.Tests.Query.PromQL.Scripts;

public sealed class ScriptTests
{
    [Theory, PromScripts("at_modifier", "collision", "literals", "name_label_dropping", "operators", "range_queries", "selectors", "staleness", "subquery", "trig_functions")]
    public Task Core(PromCase test) => test.RunAsync(new PromQlEngine(TimeProvider.System).ExecuteAsync);

    [Theory, PromScripts("aggregators")]
    public Task Aggregators(PromCase test) => test.RunAsync(new PromQlEngine(TimeProvider.System).ExecuteAsync);

    [Theory, PromScripts("functions")]
    public Task Functions(PromCase test) => test.RunAsync(new PromQlEngine(TimeProvider.System).ExecuteAsync);

    [Theory, PromScripts("histograms", "native_histograms")]
    public Task Histograms(PromCase test) => test.RunAsync(new PromQlEngine(TimeProvider.System).ExecuteAsync);

    [Theory, PromScripts("duration_expression", "extended_vectors", "fill-modifier", "info", "limit", "start_timestamps", "type_and_unit", AndOthers = true)]
    public Task Experimental(PromCase test) => test.RunAsync(new PromQlEngine(TimeProvider.System).ExecuteAsync);
}
