using Almagest.Query.GuardedSql;

namespace Almagest.Tests.Query.GuardedSql;

public sealed class SqlTreeTests
{
    static readonly SqlCatalog Catalog = new("almagest", ["logs"], ["metrics"]);

    [Fact]
    public void Harmless_tree_passes() => SqlTree.Check(
        [
            "SelectWithUnionQuery (children 1)", " ExpressionList (children 1)", "  SelectQuery (children 2)", "   ExpressionList (children 1)",
            "    Function count (alias c) (children 1)", "     ExpressionList", "   TablesInSelectQuery (children 1)",
            "    TablesInSelectQueryElement (children 1)", "     TableExpression (children 1)", "      TableIdentifier almagest.logs (alias l)",
        ],
        Catalog);

    [Theory]
    [InlineData("InsertQuery   (children 2)", "statement_refused")]
    [InlineData("SomethingNew", "statement_refused")]
    [InlineData("Explain EXPLAIN CURRENT TRANSACTION", "statement_refused")]
    [InlineData("Function file (children 1)", "function_refused")]
    [InlineData("Function file (alias count) (children 1)", "function_refused")]
    [InlineData("Function brand_new (children 1)", "unknown_function")]
    [InlineData("TableIdentifier system.one", "database_refused")]
    [InlineData("TableIdentifier almagest.secrets", "unknown_table")]
    [InlineData("Identifier system.one", "database_refused")]
    [InlineData("Identifier almagest.secrets", "unknown_table")]
    [InlineData("Identifier CURRENT_USER", "function_refused")]
    [InlineData("Identifier user", "function_refused")]
    [InlineData("ColumnsApplyTransformer", "clause_refused")]
    [InlineData("Set", "clause_refused")]
    public void Node_is_refused(string line, string code) =>
        Should.Throw<SqlProblemException>(() => SqlTree.Check([line], Catalog)).Problem.Code.ShouldBe(code);

    [Theory]
    [InlineData("SelectWithUnionQuery (children 2)", " Identifier JSON", "clause_refused")]
    [InlineData("SelectWithUnionQuery (children 2)", " Literal '/tmp/x'", "clause_refused")]
    [InlineData("TableExpression (children 1)", " Function merge (children 1)", "table_function_refused")]
    [InlineData("TableExpression (children 1)", " Function count (children 1)", "table_function_refused")]
    public void Node_is_refused_below_another(string parent, string line, string code) =>
        Should.Throw<SqlProblemException>(() => SqlTree.Check([parent, line], Catalog)).Problem.Code.ShouldBe(code);

    [Theory]
    [InlineData("arrayMap", "file", true)]
    [InlineData("mapApply", "FILE", true)]
    [InlineData("arrayMap", "toString", false)]
    [InlineData("arrayMap", "xs", false)]
    [InlineData("arrayElement", "version", false)]
    [InlineData("equals", "version", false)]
    public void Function_named_where_a_lambda_belongs_is_checked(string function, string argument, bool refused)
    {
        string[] tree = [$"Function {function} (children 1)", " ExpressionList (children 2)", $"  Identifier {argument}", "  Identifier xs"];
        if (refused) Should.Throw<SqlProblemException>(() => SqlTree.Check(tree, Catalog)).Problem.Code.ShouldBe("function_refused");
        else SqlTree.Check(tree, Catalog);
    }

    [Fact]
    public void User_may_be_a_name_of_the_query() =>
        SqlTree.Check(["ExpressionList (children 2)", " Function arrayElement (alias user) (children 1)", " Identifier user"], Catalog);

    [Fact]
    public void Options_of_explain_are_no_settings() =>
        SqlTree.Check(["Explain EXPLAIN (children 2)", " Set", " SelectWithUnionQuery (children 1)"], Catalog);
}
