using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo.Flows;

/// <summary>Looking around: home page, product, search, adding to the cart.</summary>
static class Browsing
{
    internal static int Home(Call page) => page.Http("api-gateway", "GET", "/api/home", gateway =>
    {
        gateway.Work(1);
        gateway.Http("catalog", "GET", "/products", List);
        gateway.Http("recommendation", "GET", "/recommendations", Recommend);
        gateway.Grpc("cart", "shop.cart.v1.CartService/GetCart", cart => ReadCart(cart));
        return 200;
    });

    internal static int Product(Call page) => page.Http("api-gateway", "GET", "/api/products/{id}", gateway =>
    {
        gateway.Work(1);
        gateway.Http("catalog", "GET", "/products/{id}", catalog =>
        {
            catalog.Redis("GET", $"product:{catalog.Random.Next(400)}");
            if (catalog.Random.NextDouble() < 0.01)
            {
                catalog.Log(Severity.Warn, "product not found", new Otlp.Attribute("product.id", catalog.Random.Next(400, 999)));
                return 404;
            }
            catalog.Postgres("SELECT", "products", "SELECT * FROM products WHERE id = $1", 2);
            catalog.Work(3);
            return 200;
        });
        gateway.Grpc("inventory", "shop.inventory.v1.Inventory/GetStock", Stock);
        gateway.Http("recommendation", "GET", "/recommendations", Recommend);
        return 200;
    });

    internal static int Search(Call page) => page.Http("api-gateway", "GET", "/api/search", gateway =>
    {
        gateway.Http("search", "GET", "/search", search =>
        {
            var hits = search.Random.Next(0, 60);
            search.Child("query index", SpanKind.Internal, index => index.Work(12));
            search.Work(2);
            search.Log(Severity.Info, "search done", new Otlp.Attribute("query", Visitors.Query(search.Random)), new Otlp.Attribute("hits", hits));
            return 200;
        });
        gateway.Http("catalog", "GET", "/products", List);
        return 200;
    });

    internal static int AddToCart(Call page) => page.Http("api-gateway", "POST", "/api/cart/items", gateway =>
    {
        gateway.Grpc("inventory", "shop.inventory.v1.Inventory/GetStock", Stock);
        gateway.Grpc("cart", "shop.cart.v1.CartService/AddItem", cart =>
        {
            cart.Redis("HSET", $"cart:{cart.Random.Next(5000)}");
            cart.Work(1);
            cart.Log(Severity.Info, "item added", new Otlp.Attribute("product.id", cart.Random.Next(400)));
            return "OK";
        });
        return 201;
    });

    internal static string ReadCart(Call cart)
    {
        cart.Redis("HGETALL", $"cart:{cart.Random.Next(5000)}");
        cart.Work(0.8);
        return "OK";
    }

    internal static int List(Call catalog)
    {
        var products = catalog.Random.Next(8, 20);
        catalog.Postgres("SELECT", "products", "SELECT * FROM products WHERE category = $1 ORDER BY rank LIMIT 24", 5);
        if (catalog.World.Conditions.CatalogQueriesPerProduct)
            for (var i = 0; i < products; i++) catalog.Postgres("SELECT", "prices", "SELECT amount FROM prices WHERE product_id = $1", 3);
        else
            catalog.Postgres("SELECT", "prices", "SELECT product_id, amount FROM prices WHERE product_id = ANY($1)", 3);
        catalog.Work(4);
        catalog.Log(Severity.Debug, "products listed", new Otlp.Attribute("products", products));
        return 200;
    }

    static string Stock(Call inventory)
    {
        if (inventory.Random.NextDouble() < inventory.World.Conditions.InventoryErrors)
        {
            const string Message = "Object reference not set to an instance of an object.";
            inventory.Work(2);
            inventory.Fail("System.NullReferenceException", Message,
                $"System.NullReferenceException: {Message}\n   at Shop.Inventory.Warehouse.Reserved(Item item) in /src/Warehouse.cs:line 88\n"
                + "   at Shop.Inventory.StockService.GetStock(StockRequest request) in /src/StockService.cs:line 41");
            inventory.Log(Severity.Error, "stock lookup failed", new Otlp.Attribute("exception.type", "System.NullReferenceException"));
            return "INTERNAL";
        }
        inventory.Postgres("SELECT", "stock", "SELECT quantity - reserved FROM stock WHERE product_id = $1", 1.5);
        return "OK";
    }

    static int Recommend(Call recommendation)
    {
        recommendation.Redis("GET", $"similar:{recommendation.Random.Next(400)}");
        if (recommendation.Random.NextDouble() < 0.2) LanguageModels.Embed(recommendation);
        recommendation.Postgres("SELECT", "embeddings", "SELECT id FROM embeddings ORDER BY vector <=> $1 LIMIT 8", 9);
        return 200;
    }
}
