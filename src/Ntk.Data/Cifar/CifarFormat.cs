namespace Ntk.Data;

/// <summary>The two binary formats of CIFAR.</summary>
public enum CifarFormat
{
    /// <summary>One label byte (10 classes) before each image.</summary>
    Cifar10,

    /// <summary>A coarse (20 classes) and a fine label byte (100 classes) before each image.</summary>
    Cifar100,
}
