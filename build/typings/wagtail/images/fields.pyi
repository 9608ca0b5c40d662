from django.forms import ImageField

class WagtailImageField(ImageField):
    max_upload_size: int | None
    max_image_pixels: int | None
