"""The models that the Rust tests use are botocore's."""

import reduce_model


def test_they_are_what_botocore_has_now(_):
    for service, file in reduce_model.FILES.items():
        now = reduce_model.text(reduce_model.reduced(service))
        assert file.read_text() == now, f"{file.name} is another: run reduce_model.py"
