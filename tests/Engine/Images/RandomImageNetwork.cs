using Ntk.Engine.Networks;

namespace Ntk.Tests.Engine.Images;

/// <summary>Random networks of every kind of layer that sees pixels, and the shape of image or signal each is made for.</summary>
internal sealed class RandomImageNetwork
{
    /// <summary>Seeds 1 to this give every layer, padding and readout; a test holds the generator to that.</summary>
    public const int SeedCount = 64;

    private const int Channels = 16;

    private readonly Random random;
    private readonly bool isSignal;
    private int height;
    private int width;

    // A second layer that multiplies variances could leave the range of float.
    private bool hasGrown;

    private RandomImageNetwork(int seed)
    {
        random = new Random(seed);
        isSignal = random.Next(5) == 0;
        height = isSignal ? 1 : random.Next(1, 8);
        width = random.Next(1, 7);
        int channels = random.Next(1, 4);
        InputLengths = isSignal ? [width, channels] : [height, width, channels];
        var layers = new List<Layer> { random.Next(4) == 0 ? Dense() : Convolution() };
        for (int k = random.Next(1, 4); k > 0; k--)
            layers.AddRange(Block());
        if (random.Next(2) == 0)
            layers.Add(Activation());
        layers.AddRange(Readout(seed % 3));
        layers.AddRange(Head(seed / 3 % 3));
        Network = new([.. layers]);
    }

    public Network Network { get; }

    /// <summary>Height, width and channels of an image; width and channels of a signal.</summary>
    public int[] InputLengths { get; }

    public static RandomImageNetwork Make(int seed) => new(seed);

    public override string ToString() => $"{string.Join(" × ", InputLengths)}: {Network.ToJson()}";

    /// <summary>Layers that take a Gaussian image and leave one.</summary>
    private List<Layer> Block() => random.Next(11) switch
    {
        0 => [new Identity(), Activation(), Dense()],
        1 or 2 => [Activation(), Convolution()],
        3 or 10 => [Normalization(), Activation(), Convolution()],
        4 => [Activation(), new Dropout(0.5 + 0.5 * random.NextDouble()), Convolution()],
        5 => [Activation(), Pool(), Convolution()],
        6 => [Pool()],
        7 => [Residual()],
        8 => [new FanInProduct([[Activation(), SameConvolution(1)], [SameConvolution(1)]]), Convolution()],
        _ => [new FanInConcat([[], [Activation(), SameConvolution(1)], [SameConvolution(1), Activation()]]), Dense()],
    };

    private FanInSum Residual()
    {
        int stride = random.Next(1, 3);
        EquatableList<Layer> main = [Activation(), SameConvolution(stride), Activation(), SameConvolution(1)];
        EquatableList<Layer> shortcut = stride == 1 ? [] : [Activation(), SameConvolution(stride)];
        height = isSignal ? 1 : (height + stride - 1) / stride;
        width = (width + stride - 1) / stride;
        return new([main, shortcut]);
    }

    /// <summary>A convolution with the same output as any other of this stride.</summary>
    private Conv SameConvolution(int stride) => Weighted(Axes(Size(), Size()), Axes(stride, stride), (Padding)random.Next(1, 3));

    private Conv Convolution()
    {
        (EquatableList<int> size, EquatableList<int> strides, Padding padding) = Window([1, 1]);
        return Weighted(size, strides, padding);
    }

    private Conv Weighted(EquatableList<int> size, EquatableList<int> strides, Padding padding) =>
        new(size, strides, padding, WStd(), BStd(), Channels, Parameterization(), WidthScale());

    private Dense Dense() => new(WStd(), BStd(), Channels, Parameterization(), WidthScale());

    private Pool Pool()
    {
        (EquatableList<int> window, EquatableList<int> strides, Padding padding) = Window(null);
        if (hasGrown || random.Next(3) > 0)
            return new AvgPool(window, strides, padding, random.Next(2) == 0);
        hasGrown = true;
        return new SumPool(window, strides, padding);
    }

    /// <summary>A window that fits; the image becomes what it makes of it.</summary>
    private (EquatableList<int> Size, EquatableList<int> Strides, Padding Padding) Window(EquatableList<int>? defaultStrides)
    {
        var padding = (Padding)random.Next(3);
        int tall = Size(), wide = Size();
        EquatableList<int> size = padding == Padding.Valid ? Axes(Math.Min(tall, height), Math.Min(wide, width)) : Axes(tall, wide);
        EquatableList<int> strides = random.Next(3) == 0 ? [] : Axes(Stride(), Stride());
        var windows = new PlainWindows(size, strides, defaultStrides ?? size, padding, height, width);
        (height, width) = (windows.Height, windows.Width);
        return (size, strides, padding);
    }

    private LayerNorm Normalization()
    {
        NormalizedAxis[] axes = random.Next(5) switch
        {
            0 => [],
            1 => [NormalizedAxis.Channels],
            2 => [NormalizedAxis.Height, NormalizedAxis.Channels],
            3 => [NormalizedAxis.Channels, NormalizedAxis.Width],
            _ => [NormalizedAxis.Height, NormalizedAxis.Width, NormalizedAxis.Channels],
        };
        return new([.. axes], random.Next(2) * Positive());
    }

    private List<Layer> Readout(int kind)
    {
        switch (kind)
        {
            case 0:
                return [new Flatten()];
            case 1:
                return [new GlobalAvgPool()];
            default:
                hasGrown = true;
                return [new GlobalSumPool()];
        }
    }

    private List<Layer> Head(int kind) => kind switch
    {
        0 => [],
        1 => [Dense()],
        _ => [Dense(), Activation(), Dense()],
    };

    private Activation Activation()
    {
        int kind = random.Next(hasGrown ? 12 : 15);
        hasGrown |= kind >= 12;
        return kind switch
        {
            0 or 1 => new Relu(),
            2 => new LeakyRelu(random.NextDouble()),
            3 => new AbRelu(-random.NextDouble(), Positive()),
            4 => new Abs(),
            5 => new Sign(),
            6 => new RectifiedMonomial(random.Next(2)),
            7 => new Erf(Positive(), Positive(), random.NextDouble()),
            8 => new Gelu(),
            9 => new Sin(Positive(), Positive(), random.NextDouble()),
            10 => new Cos(Positive(), Positive(), random.NextDouble()),
            11 => new Rbf(Positive()),
            12 => new Exp(Positive(), 0.3 * random.NextDouble()),
            13 => new RectifiedMonomial(2),
            _ => new Monomial(random.Next(1, 4)),
        };
    }

    private EquatableList<int> Axes(int tall, int wide) => isSignal ? [wide] : [tall, wide];

    private int Size() => random.Next(10) switch { < 2 => 1, < 5 => 2, < 8 => 3, 8 => 4, _ => 7 };

    private int Stride() => random.Next(6) switch { < 4 => 1, 4 => 2, _ => 3 };

    private double WStd() => 0.5 + random.NextDouble();

    private double? BStd() => random.Next(3) == 0 ? null : random.NextDouble();

    private Parameterization Parameterization() => random.Next(3) == 0 ? Ntk.Engine.Networks.Parameterization.Standard : Ntk.Engine.Networks.Parameterization.Ntk;

    private double WidthScale() => random.Next(2) == 0 ? 1 : 100 * Positive();

    private double Positive() => 0.1 + random.NextDouble();
}
