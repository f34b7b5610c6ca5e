using Almagest.Cli.Otlp;

namespace Almagest.Cli.Demo.Flows;

/// <summary>Placing an order: cart, stock, money, parcel, and what happens later over Kafka.</summary>
static class Buying
{
    const string Topic = "orders";

    internal static int Checkout(Call page) => page.Http("api-gateway", "POST", "/api/checkout", gateway =>
        gateway.Http("checkout", "POST", "/orders", PlaceOrder));

    static int PlaceOrder(Call checkout)
    {
        var order = $"o-{checkout.Span.SpanId & 0xffffff:x6}";
        var amount = Math.Round(12 + checkout.Random.NextDouble() * 180, 2);
        checkout.Set("order.id", order);
        checkout.Grpc("cart", "shop.cart.v1.CartService/GetCart", Browsing.ReadCart);
        checkout.Grpc("inventory", "shop.inventory.v1.Inventory/Reserve", inventory =>
        {
            inventory.Postgres("UPDATE", "stock", "UPDATE stock SET reserved = reserved + $2 WHERE product_id = $1", 3);
            return "OK";
        });
        if (!checkout.Grpc("payment", "shop.payment.v1.Payment/Charge", payment => Charge(payment, order, amount)))
        {
            checkout.Log(Severity.Error, "order failed", new Otlp.Attribute("order.id", order), new Otlp.Attribute("reason", "payment"));
            checkout.Count(Instruments.Orders, 1, new Otlp.Attribute("outcome", "failed"));
            return 502;
        }
        checkout.Http("shipping", "POST", "/quotes", shipping =>
        {
            shipping.External("api.parcel.example", "/v2/quotes", 70, 200);
            return 200;
        });
        Publish(checkout, order);
        checkout.Count(Instruments.Orders, 1, new Otlp.Attribute("outcome", "placed"));
        checkout.Count(Instruments.Revenue, amount, new Otlp.Attribute("currency", "usd"));
        checkout.Log(Severity.Info, "order placed", new Otlp.Attribute("order.id", order), new Otlp.Attribute("amount", amount));
        return 201;
    }

    static string Charge(Call payment, string order, double amount)
    {
        var milliseconds = 130 * payment.World.Conditions.PaymentSlowness;
        var timeout = payment.World.Conditions.PaymentSlowness > 1 && payment.Random.NextDouble() < 0.15;
        payment.Set("payment.amount", amount);
        payment.External("api.paywave.example", "/v1/charges", timeout ? 3000 : milliseconds, timeout ? 504 : 200);
        if (timeout)
        {
            const string Message = "api.paywave.example did not answer within 3000 ms";
            payment.Fail("java.net.SocketTimeoutException", Message,
                $"java.net.SocketTimeoutException: {Message}\n\tat com.shop.payment.PaywaveClient.charge(PaywaveClient.java:112)\n"
                + "\tat com.shop.payment.PaymentService.charge(PaymentService.java:57)");
            payment.Log(Severity.Error, "charge failed", new Otlp.Attribute("order.id", order), new Otlp.Attribute("provider", "paywave"));
            return "UNAVAILABLE";
        }
        payment.Postgres("INSERT", "payments", "INSERT INTO payments (order_id, amount) VALUES ($1, $2)", 2);
        payment.Log(Severity.Info, "charged", new Otlp.Attribute("order.id", order), new Otlp.Attribute("amount", amount));
        return "OK";
    }

    static void Publish(Call checkout, string order) => checkout.Child($"send {Topic}", SpanKind.Producer, producer =>
    {
        Messaging(producer, "send", order);
        producer.Work(3);
        var sent = producer.Span;
        var parcelAt = producer.Now + producer.World.Spend(900);
        Consume(producer.World.Open(producer.World.Pick("shipping"), sent.TraceId, sent.SpanId, $"process {Topic}", SpanKind.Consumer, parcelAt), order,
            call => call.External("api.parcel.example", "/v2/parcels", 160, 201));
        var world = producer.World;
        var mailAt = producer.Now + world.Spend(2500);
        var mail = world.Open(world.Pick("email-worker"), world.NewTraceId(), 0, $"process {Topic}", SpanKind.Consumer, mailAt);
        mail.Span.Links.Add(new(sent.TraceId, sent.SpanId, [new("messaging.operation.type", "send")]));
        world.At(producer.Now, () => mail.Pod.Metrics.Add(Instruments.Queue, 1, new Otlp.Attribute("queue", Topic)));
        world.At(mailAt, () => mail.Pod.Metrics.Add(Instruments.Queue, -1, new Otlp.Attribute("queue", Topic)));
        Consume(mail, order, call => call.External("smtp.mailwave.example", "/send", 220, 202));
    });

    static void Consume(Call consumer, string order, Action<Call> body)
    {
        Messaging(consumer, "process", order);
        body(consumer);
        consumer.Log(Severity.Info, "order processed", new Otlp.Attribute("order.id", order));
        consumer.Close();
    }

    static void Messaging(Call call, string operation, string order)
    {
        call.Set("messaging.system", "kafka");
        call.Set("messaging.destination.name", Topic);
        call.Set("messaging.operation.name", operation);
        call.Set("messaging.operation.type", operation);
        call.Set("messaging.kafka.message.key", order);
        call.Set("messaging.destination.partition.id", (order[^1] % 4).ToString((IFormatProvider?)null));
    }
}
