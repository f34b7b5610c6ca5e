namespace Almagest.Cli.Demo;

/// <summary>What is out of order in the shop just now; episodes turn these on and off.</summary>
sealed class Conditions
{
    /// <summary>Factor on the payment provider's answer time; 1 when healthy.</summary>
    internal double PaymentSlowness { get; set; } = 1;

    /// <summary>Share of requests to the inventory service that fail.</summary>
    internal double InventoryErrors { get; set; }

    /// <summary>Whether the catalog asks the database once per product instead of once per page.</summary>
    internal bool CatalogQueriesPerProduct { get; set; }

    /// <summary>Share of language-model calls that are answered with 429.</summary>
    internal double LlmThrottled { get; set; }

    /// <summary>Factor on the answer time of language models; 1 when healthy.</summary>
    internal double LlmSlowness { get; set; } = 1;
}
