"""Checkpoints of published shapes with random weights. usage: shapes.py SHAPE FOLDER"""
import sys

import torch
from transformers import AutoModelForCausalLM, GPT2Config, LlamaConfig, logging

PLAIN = {"bos_token_id": None, "eos_token_id": None}
SHAPES = {
    "gpt2-small": lambda: (GPT2Config(**PLAIN), torch.float32),
    "tinyllama-1.1b": lambda: (
        LlamaConfig(vocab_size=32000, hidden_size=2048, intermediate_size=5632, num_hidden_layers=22, num_attention_heads=32,
                    num_key_value_heads=4, max_position_embeddings=2048, **PLAIN), torch.bfloat16),
    "llama-3.2-1b": lambda: (
        LlamaConfig(vocab_size=128256, hidden_size=2048, intermediate_size=8192, num_hidden_layers=16, num_attention_heads=32, head_dim=64,
                    num_key_value_heads=8, max_position_embeddings=131072, tie_word_embeddings=True, rms_norm_eps=1e-5,
                    rope_parameters={"rope_type": "llama3", "rope_theta": 500000.0, "factor": 32.0, "low_freq_factor": 1.0,
                                     "high_freq_factor": 4.0, "original_max_position_embeddings": 8192}, **PLAIN), torch.bfloat16),
    "deep-128k": lambda: (
        LlamaConfig(vocab_size=128256, hidden_size=1024, intermediate_size=2816, num_hidden_layers=32, num_attention_heads=16,
                    num_key_value_heads=4, max_position_embeddings=4096, tie_word_embeddings=True, **PLAIN), torch.bfloat16),
}


def main():
    logging.set_verbosity_error()
    torch.manual_seed(0)
    config, dtype = SHAPES[sys.argv[1]]()
    torch.set_default_dtype(dtype)
    AutoModelForCausalLM.from_config(config).to(dtype).save_pretrained(sys.argv[2])


main()
