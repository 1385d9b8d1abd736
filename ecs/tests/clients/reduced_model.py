"""The model that the Rust tests use is botocore's."""

import pathlib

import reduce_model


def test_it_is_what_botocore_has_now(_):
    kept = pathlib.Path(__file__).with_name("model.json").read_text()
    assert kept == reduce_model.text(reduce_model.reduced()), "run reduce_model.py > model.json"
